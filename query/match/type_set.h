// TypeSet: what {$type: ...} asks for.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/types.h>

#include <cstdint>
#include <string_view>

namespace meerkat::query {

// A set of BSON types. Small, copied freely.
class TypeSet {
 public:
  // A number or an alias ("string", "number"), or an array of them; `path` is
  // named in errors. Errors: 2 BadValue for what is no type, 14 TypeMismatch
  // for neither number nor string, 9 FailedToParse for an empty array.
  static StatusOr<TypeSet> Parse(const Element& operand, std::string_view path);

  void Add(Type type) { bits_ |= Bit(type); }
  void AddNumbers();
  bool Contains(Type type) const { return (bits_ & Bit(type)) != 0; }
  bool empty() const { return bits_ == 0; }

  friend bool operator==(const TypeSet&, const TypeSet&) = default;

 private:
  // The types from 1 to 19 have the bits of their numbers, MinKey (-1) and
  // MaxKey (127) the next two. What is missing has no type.
  static uint32_t Bit(Type type) {
    switch (type) {
      case Type::kMissing:
        return 0;
      case Type::kMinKey:
        return uint32_t{1} << 20;
      case Type::kMaxKey:
        return uint32_t{1} << 21;
      default:
        return uint32_t{1} << static_cast<uint8_t>(type);
    }
  }

  uint32_t bits_ = 0;
};

}  // namespace meerkat::query
