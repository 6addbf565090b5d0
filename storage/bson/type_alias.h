// The types of stored values by the alias or number that $type and its kin
// take. MongoDB manual, "BSON Types".
#pragma once

#include <meerkat/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace meerkat::bson {

// "int", "object" ...: the type that TypeName calls so. None for "missing" and
// for "number", which stands for several.
std::optional<Type> TypeOfAlias(std::string_view alias);

// The number of BSON, as a signed byte: -1 is MinKey. None for 0.
std::optional<Type> TypeOfNumber(int64_t number);

}  // namespace meerkat::bson
