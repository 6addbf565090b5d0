// What the program tells people on stderr. A stderr that is closed or full is
// no reason to stop: failures to write there are ignored.
#pragma once

#include <meerkat/status.h>

#include <string>
#include <string_view>

namespace meerkat::tools {

// Prints `text` as it is.
void PrintMessage(std::string_view text);

// "message (CodeName)", control characters escaped (escape_controls.h).
std::string ErrorText(const Status& status);

// Prints "meerkat: message (CodeName)" and a newline.
void ReportError(const Status& status);

}  // namespace meerkat::tools
