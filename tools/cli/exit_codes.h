// What the program says by its exit code. Scripts rely on the numbers.
#pragma once

#include <meerkat/status.h>

#include "tools/cli/messages.h"

namespace meerkat::tools {

enum class ExitCode : int {
  kDone = 0,
  // It went through, but documents were skipped (import) or damage was found
  // (validate).
  kIncomplete = 1,
  // The command line is wrong; nothing was touched.
  kUsage = 2,
  // The database cannot be opened.
  kCannotOpen = 3,
  // Reading, writing or a command failed, or --stop-on-error ended the import;
  // what was done before stays.
  kFailed = 4,
};

// The same for people; ends the help text.
inline constexpr const char* kExitCodesHelp =
    "Exit codes:\n"
    "  0  done\n"
    "  1  finished, but documents were skipped (import) or damage was found "
    "(validate)\n"
    "  2  wrong command line; nothing was touched\n"
    "  3  the database cannot be opened\n"
    "  4  reading, writing or a command failed, or --stop-on-error ended the "
    "import;\n     what was done before stays";

// Tells the error: `return Fail(ExitCode::kCannotOpen, client.status())`.
inline ExitCode Fail(ExitCode code, const Status& error) {
  ReportError(error);
  return code;
}

}  // namespace meerkat::tools
