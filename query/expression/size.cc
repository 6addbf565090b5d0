// $binarySize and $bsonSize: bytes of strings, binary data and documents.
// MongoDB manual, "Data Size Operators".
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"

namespace meerkat::query::expression {
namespace {

StatusOr<Value> BinarySize(Arguments arguments) {
  const Element& value = arguments[0];
  if (IsNullish(value)) return Value(nullptr);
  if (value.type() == Type::kString) {
    return Value(static_cast<int>(value.AsString().size()));
  }
  if (value.type() == Type::kBinary) {
    return Value(static_cast<int>(value.AsBinary().bytes.size()));
  }
  return Error(51276,
               "$binarySize requires a string or BinData argument, "
               "found: {}",
               TypeName(value.type()));
}

StatusOr<Value> BsonSize(Arguments arguments) {
  const Element& value = arguments[0];
  if (IsNullish(value)) return Value(nullptr);
  if (value.type() == Type::kDocument) {
    return Value(static_cast<int>(value.AsDocument().size()));
  }
  return Error(31393, "$bsonSize requires a document input, found: {}",
               TypeName(value.type()));
}

constexpr Operator kOperators[] = {
    {"$binarySize", 1, 1, &BinarySize},
    {"$bsonSize", 1, 1, &BsonSize},
};

}  // namespace

constinit const Family kSizeFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
