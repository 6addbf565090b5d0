// Values as MongoDB's error messages show them.
#pragma once

#include <meerkat/document.h>

#include <string>

namespace meerkat::engine {

// "abc" in quotes, ObjectId('...'), { a: 1 }, new Date(0) ...; text longer than
// a line of a message is cut.
std::string ShellText(const Element& value);

}  // namespace meerkat::engine
