#include "tests/support/run_program.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void Redirect(const std::string& path, const char* mode, std::FILE* stream) {
  if (std::freopen(path.c_str(), mode, stream) == nullptr) _exit(127);
}

// Runs `words` with the standard streams in files: a pipe could fill up.
ProgramRun Run(std::vector<std::string> words, std::string_view input) {
  const TempDirectory temp;
  std::ofstream(temp / "in", std::ios::binary) << input;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const pid_t child = fork();
  if (child == 0) {
    Redirect(temp / "in", "r", stdin);
    Redirect(temp / "out", "w", stdout);
    Redirect(temp / "err", "w", stderr);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadFile(temp / "out"),
          ReadFile(temp / "err")};
}

}  // namespace

ProgramRun RunProgram(const std::vector<std::string>& arguments,
                      std::string_view input) {
  std::vector<std::string> words = {MEERKAT_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return Run(words, input);
}

ProgramRun RunShell(const std::string& script) {
  setenv("MEERKAT", MEERKAT_PROGRAM, 1);
  return Run({"/bin/bash", "-c", script}, {});
}

}  // namespace meerkat::testing
