// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meerkat::tools {

// 24323 is "24,323".
std::string FormatCount(int64_t count);

// "1 document", "24,323 documents".
std::string FormatCount(int64_t count, std::string_view noun);

// 512 is "512 B", 3040746 is "2.9 MiB".
std::string FormatBytes(uint64_t bytes);

// 75 seconds are "1:15", an hour is "1:00:00".
std::string FormatDuration(double seconds);

}  // namespace meerkat::tools
