// Text of error messages: values as MongoDB shows them there.
#pragma once

#include <meerkat/document.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace meerkat::engine {

// "abc" in quotes, ObjectId('...'), { a: 1 }, new Date(0), 1.50 ...; long text,
// code and binary data is cut and ends in three dots.
std::string ShellText(const Element& value);

// At most `size` bytes of `text`, without a part of a character at the end.
std::string_view Shorten(std::string_view text, size_t size);

// Longer messages (they may quote a name or a value of megabytes) are cut where
// they stand in a reply, which itself must not grow beyond its limit.
inline constexpr size_t kMaxMessage = 8 << 10;

}  // namespace meerkat::engine
