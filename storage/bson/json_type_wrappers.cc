#include "storage/bson/json_type_wrappers.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "storage/bson/base64.h"
#include "storage/bson/json_text_values.h"

namespace meerkat::bson {
namespace {

// Reads a string into `value` as `convert` understands it, failing with
// `reason` when it does not.
template <typename Convert, typename T>
bool ReadString(JsonScanner& scanner, Convert convert, std::string_view reason,
                T& value) {
  scanner.Peek();
  const size_t start = scanner.offset();
  std::string text;
  if (!scanner.ReadString(text)) return false;
  auto converted = convert(text);
  if (!converted) return scanner.FailAt(start, reason);
  value = *std::move(converted);
  return true;
}

bool ReadInt64(JsonScanner& scanner, int64_t& value) {
  return ReadString(scanner, Int64From, "expected a 64-bit integer in quotes",
                    value);
}

bool ReadObjectId(JsonScanner& scanner, ObjectId& id) {
  return ReadString(scanner, ObjectIdFrom,
                    "expected 24 hexadecimal digits in quotes", id);
}

// An integer in [low, high], not in quotes.
bool ReadInteger(JsonScanner& scanner, int64_t low, int64_t high,
                 int64_t& value) {
  const auto fail_at = [&](size_t offset) {
    return scanner.FailAt(
        offset, low == high
                    ? fmt::format("expected {}", low)
                    : fmt::format("expected an integer, {} to {}", low, high));
  };
  const char first = scanner.Peek();
  const size_t start = scanner.offset();
  if (first < '0' || first > '9') return fail_at(start);
  JsonNumber number;
  if (!scanner.ReadNumber(number)) return false;
  value = number.integer;
  const bool fits =
      number.type != Type::kDouble && value >= low && value <= high;
  return fits || fail_at(start);
}

bool ReadKey(JsonScanner& scanner, std::string& key) {
  return scanner.ReadString(key) && scanner.Expect(':', "expected ':'");
}

// Reads `key` and no other.
bool ReadKeyNamed(JsonScanner& scanner, std::string_view key) {
  scanner.Peek();
  const size_t start = scanner.offset();
  std::string found;
  if (!ReadKey(scanner, found)) return false;
  return found == key ||
         scanner.FailAt(start, fmt::format("expected the key {}", key));
}

// One key of an object, and what reads its value.
struct Part {
  std::string_view key;
  absl::FunctionRef<bool()> read;
};

// Reads an object of exactly two keys, in either order.
bool ReadPair(JsonScanner& scanner, const Part& a, const Part& b) {
  if (!scanner.Expect('{', "expected '{'")) return false;
  scanner.Peek();
  const size_t start = scanner.offset();
  std::string key;
  if (!ReadKey(scanner, key)) return false;
  if (key != a.key && key != b.key) {
    return scanner.FailAt(
        start, fmt::format("expected the key {} or {}", a.key, b.key));
  }
  const Part& first = key == a.key ? a : b;
  const Part& second = key == a.key ? b : a;
  return first.read() && scanner.Expect(',', "expected ',' and another key") &&
         ReadKeyNamed(scanner, second.key) && second.read() &&
         scanner.Expect('}', "expected '}'");
}

// The wrappers. Each is called behind its key and the colon.

bool ReadOid(const WrapperInput& in, Value& value) {
  ObjectId id;
  if (!ReadObjectId(in.scanner, id)) return false;
  value = id;
  return true;
}

bool ReadNumberInt(const WrapperInput& in, Value& value) {
  return ReadString(in.scanner, Int32From,
                    "expected a 32-bit integer in quotes", value);
}

bool ReadNumberLong(const WrapperInput& in, Value& value) {
  int64_t integer;
  if (!ReadInt64(in.scanner, integer)) return false;
  value = integer;
  return true;
}

bool ReadNumberDouble(const WrapperInput& in, Value& value) {
  return ReadString(in.scanner, DoubleFrom, "expected a double in quotes",
                    value);
}

bool ReadNumberDecimal(const WrapperInput& in, Value& value) {
  return ReadString(in.scanner, DecimalFrom,
                    "expected a decimal of at most 34 digits in quotes", value);
}

// {"$date": "2012-12-24T12:15:30.501Z"} or
// {"$date": {"$numberLong": "1356351330501"}}
bool ReadDate(const WrapperInput& in, Value& value) {
  JsonScanner& scanner = in.scanner;
  if (scanner.Take('{')) {
    Date date;
    if (!ReadKeyNamed(scanner, "$numberLong") ||
        !ReadInt64(scanner, date.millis)) {
      return false;
    }
    value = date;
    return scanner.Expect('}', "expected '}'");
  }
  return ReadString(scanner, DateFrom,
                    "expected a date such as \"2012-12-24T12:15:30.501Z\"",
                    value);
}

// {"$binary": {"base64": "AQID", "subType": "00"}}
bool ReadBinary(const WrapperInput& in, Value& value) {
  std::string bytes;
  uint8_t subtype = 0;
  const auto read_bytes = [&] {
    return ReadString(in.scanner, FromBase64, "expected padded base64", bytes);
  };
  const auto read_subtype = [&] {
    return ReadString(in.scanner, SubtypeFrom,
                      "expected two hexadecimal digits in quotes", subtype);
  };
  if (!ReadPair(in.scanner, {"base64", read_bytes},
                {"subType", read_subtype})) {
    return false;
  }
  value = Value::Binary(subtype, bytes);
  return true;
}

bool ReadUuid(const WrapperInput& in, Value& value) {
  constexpr uint8_t kUuidSubtype = 4;
  std::string bytes;
  if (!ReadString(in.scanner, UuidFrom,
                  "expected a UUID such as "
                  "\"73ffd264-44b3-4c69-90e8-e7d1dfc035d4\"",
                  bytes)) {
    return false;
  }
  value = Value::Binary(kUuidSubtype, bytes);
  return true;
}

// {"$regularExpression": {"pattern": "^a", "options": "i"}}
bool ReadRegularExpression(const WrapperInput& in, Value& value) {
  constexpr std::string_view kReason = "expected a string without NUL";
  std::string pattern;
  std::string options;
  const auto read_pattern = [&] {
    return ReadString(in.scanner, PatternFrom, kReason, pattern);
  };
  const auto read_options = [&] {
    return ReadString(in.scanner, OptionsFrom, kReason, options);
  };
  if (!ReadPair(in.scanner, {"pattern", read_pattern},
                {"options", read_options})) {
    return false;
  }
  value = Value::Regex(pattern, options);
  return true;
}

// {"$timestamp": {"t": 1356351330, "i": 1}}
bool ReadTimestamp(const WrapperInput& in, Value& value) {
  constexpr int64_t kHighest = std::numeric_limits<uint32_t>::max();
  int64_t seconds = 0;
  int64_t increment = 0;
  const auto read_seconds = [&] {
    return ReadInteger(in.scanner, 0, kHighest, seconds);
  };
  const auto read_increment = [&] {
    return ReadInteger(in.scanner, 0, kHighest, increment);
  };
  if (!ReadPair(in.scanner, {"t", read_seconds}, {"i", read_increment})) {
    return false;
  }
  value = Timestamp{static_cast<uint32_t>(seconds),
                    static_cast<uint32_t>(increment)};
  return true;
}

// {"$code": "x"} or {"$code": "x", "$scope": {...}}
bool ReadCode(const WrapperInput& in, Value& value) {
  std::string code;
  if (!in.scanner.ReadString(code)) return false;
  if (!in.scanner.Take(',')) {
    value = Value::Code(code);
    return true;
  }
  Document scope;
  if (!ReadKeyNamed(in.scanner, "$scope") || !in.read_document(scope)) {
    return false;
  }
  value = Value::CodeWithScope(code, scope);
  return true;
}

bool ReadScope(const WrapperInput& in, Value& value) {
  Document scope;
  std::string code;
  if (!in.read_document(scope) ||
      !in.scanner.Expect(',', "expected ',' and \"$code\"") ||
      !ReadKeyNamed(in.scanner, "$code") || !in.scanner.ReadString(code)) {
    return false;
  }
  value = Value::CodeWithScope(code, scope);
  return true;
}

bool ReadSymbol(const WrapperInput& in, Value& value) {
  std::string text;
  if (!in.scanner.ReadString(text)) return false;
  value = Value::Symbol(text);
  return true;
}

// {"$dbPointer": {"$ref": "collection", "$id": {"$oid": "..."}}}
bool ReadDbPointer(const WrapperInput& in, Value& value) {
  std::string collection;
  ObjectId id;
  const auto read_ref = [&] { return in.scanner.ReadString(collection); };
  const auto read_id = [&] {
    return in.scanner.Expect('{', "expected an ObjectId") &&
           ReadKeyNamed(in.scanner, "$oid") && ReadObjectId(in.scanner, id) &&
           in.scanner.Expect('}', "expected '}'");
  };
  if (!ReadPair(in.scanner, {"$ref", read_ref}, {"$id", read_id})) {
    return false;
  }
  value = Value::DbPointer(collection, id);
  return true;
}

bool ReadUndefined(const WrapperInput& in, Value& value) {
  value = Value::Undefined();
  in.scanner.Peek();
  return in.scanner.ReadWord("true");
}

bool ReadMinKey(const WrapperInput& in, Value& value) {
  int64_t one;
  value = Value::MinKey();
  return ReadInteger(in.scanner, 1, 1, one);
}

bool ReadMaxKey(const WrapperInput& in, Value& value) {
  int64_t one;
  value = Value::MaxKey();
  return ReadInteger(in.scanner, 1, 1, one);
}

constexpr TypeWrapper kTypeWrappers[] = {
    {"$binary", ReadBinary},
    {"$code", ReadCode},
    {"$date", ReadDate},
    {"$dbPointer", ReadDbPointer},
    {"$maxKey", ReadMaxKey},
    {"$minKey", ReadMinKey},
    {"$numberDecimal", ReadNumberDecimal},
    {"$numberDouble", ReadNumberDouble},
    {"$numberInt", ReadNumberInt},
    {"$numberLong", ReadNumberLong},
    {"$oid", ReadOid},
    {"$regularExpression", ReadRegularExpression},
    {"$scope", ReadScope},
    {"$symbol", ReadSymbol},
    {"$timestamp", ReadTimestamp},
    {"$undefined", ReadUndefined},
    {"$uuid", ReadUuid},
};

}  // namespace

const TypeWrapper* FindTypeWrapper(std::string_view key) {
  if (!key.starts_with('$')) return nullptr;
  for (const TypeWrapper& wrapper : kTypeWrappers) {
    if (wrapper.key == key) return &wrapper;
  }
  return nullptr;
}

}  // namespace meerkat::bson
