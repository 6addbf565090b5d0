#include "tools/cli/messages.h"

#include <fmt/format.h>

#include <cstdio>

#include "tools/cli/escape_controls.h"

namespace meerkat::tools {

void PrintMessage(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string ErrorText(const Status& status) {
  return fmt::format("{} ({})", EscapeControls(ErrorMessageOf(status)),
                     ErrorName(ErrorCodeOf(status)));
}

void ReportError(const Status& status) {
  PrintMessage(fmt::format("meerkat: {}\n", ErrorText(status)));
}

}  // namespace meerkat::tools
