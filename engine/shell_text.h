// Values as MongoDB's error messages show them.
#pragma once

#include <meerkat/document.h>

#include <string>

namespace meerkat::engine {

// "abc" in quotes, ObjectId('...'), { a: 1 }, new Date(0), 1.50 ...; long text,
// code and binary data is cut and ends in three dots.
std::string ShellText(const Element& value);

}  // namespace meerkat::engine
