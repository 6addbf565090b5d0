// Runs the program meerkat as a user would, and keeps what it printed.
//
//   ProgramRun run = RunProgram({"find", "--path", path, ...});
//   CHECK(run.exit_code == 0);
//   CHECK(run.out == "{\"_id\":1}\n");
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meerkat::testing {

struct ProgramRun {
  // What the program ended with; -1 when a signal ended it.
  int exit_code = -1;
  std::string out;
  std::string err;
};

// Standard input is `input`.
ProgramRun RunProgram(const std::vector<std::string>& arguments,
                      std::string_view input = {});

// The same through the shell, for pipes and redirections. "$MEERKAT" stands for
// the program; `exit_code` is the shell's.
ProgramRun RunShell(const std::string& script);

}  // namespace meerkat::testing
