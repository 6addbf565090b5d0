#include "tests/support/random_values.h"

#include <meerkat/builder.h>

#include <array>
#include <string_view>
#include <utility>

namespace meerkat::testing {

std::string RandomValues::Text() {
  using namespace std::string_view_literals;
  constexpr std::array kCharacters = {
      "a"sv,    "b"sv,    "z"sv,        "\0"sv,           "\x01"sv,
      "\x02"sv, "\x7F"sv, "\xC3\xA9"sv, "\xEF\xBF\xBF"sv, "\xF0\x9F\x98\x80"sv};
  std::string text;
  for (uint64_t length = Below(OneIn(8) ? 40 : 4); length > 0; --length) {
    text += kCharacters[Below(kCharacters.size())];
  }
  return text;
}

std::string RandomValues::Name() {
  std::string name = Text();
  std::erase(name, '\0');
  return name;
}

ObjectId RandomValues::SomeObjectId() {
  ObjectId id;
  id.bytes[Below(id.bytes.size())] = static_cast<uint8_t>(Below(256));
  return id;
}

Value RandomValues::Any(int depth) {
  switch (Below(depth > 0 ? 26 : 22)) {
    case 0:
      return Value::MinKey();
    case 1:
      return Value::Undefined();
    case 2:
      return nullptr;
    case 3:
      return Value::MaxKey();
    case 4:
      return OneIn(2);
    case 5:
      return Value::Symbol(Text());
    case 6:
      return Value::Binary(static_cast<uint8_t>(Below(4)), Text());
    case 7:
      return SomeObjectId();
    case 8:
      return Date{static_cast<int64_t>(numbers_.Bits(64))};
    case 9:
      return Date{static_cast<int64_t>(Below(3)) - 1};
    case 10:
      return Timestamp{static_cast<uint32_t>(Below(3)),
                       static_cast<uint32_t>(numbers_.Bits(32))};
    case 11:
      return Value::Regex(Name(), OneIn(2) ? "" : "im");
    case 12:
      return Value::DbPointer(Text(), SomeObjectId());
    case 13:
      return Value::Code(Text());
    case 14:
      return Value::CodeWithScope(Text(), AnyDocument(depth - 1));
    case 15:
    case 16:
    case 17:
      return Text();
    case 22:
    case 23:
      return AnyDocument(depth - 1);
    case 24:
    case 25:
      return Value::ArrayOf(AnyArray(depth - 1));
    default:
      return numbers_.Any();
  }
}

Document RandomValues::AnyDocument(int depth) {
  Builder document;
  for (uint64_t count = Below(5); count > 0; --count) {
    document.Append(Name(), Any(depth));
  }
  return std::move(document).Finish();
}

Document RandomValues::AnyArray(int depth) {
  Builder array;
  for (uint64_t count = Below(5); count > 0; --count) {
    array.AppendItem(Any(depth));
  }
  return std::move(array).Finish();
}

Value RandomValues::Mutated(const Element& value, int depth) {
  if (OneIn(12)) return Any(depth);
  if (value.is_number()) return numbers_.Near(value);
  switch (value.type()) {
    case Type::kString:
      return OneIn(4) ? Value::Symbol(value.AsString())
                      : Value(MutatedText(value.AsString()));
    case Type::kSymbol:
      return MutatedText(value.AsString());
    case Type::kCode:
      return Value::Code(MutatedText(value.AsString()));
    case Type::kDocument:
      return MutatedDocument(value.AsDocument(), depth - 1);
    case Type::kArray:
      return Value::ArrayOf(MutatedArray(value.AsDocument(), depth - 1));
    case Type::kCodeWithScope: {
      const CodeWithScopeView code = value.AsCodeWithScope();
      return Value::CodeWithScope(code.code,
                                  MutatedDocument(code.scope, depth - 1));
    }
    default:
      return Value(value);
  }
}

std::string RandomValues::MutatedText(std::string_view text) {
  switch (Below(3)) {
    case 0:
      return std::string(text) + Text();
    case 1:
      return Text() + std::string(text);
    default:
      return std::string(text);
  }
}

Document RandomValues::MutatedDocument(DocumentView document, int depth) {
  Builder mutated;
  for (const Element& field : document) {
    if (OneIn(10)) continue;
    const std::string name = OneIn(10) ? Name() : std::string(field.name());
    mutated.Append(name, OneIn(3) ? Mutated(field, depth) : Value(field));
    if (OneIn(10)) mutated.Append(Name(), Any(depth));
  }
  return std::move(mutated).Finish();
}

Document RandomValues::MutatedArray(DocumentView array, int depth) {
  Builder mutated;
  for (const Element& item : array) {
    if (OneIn(10)) continue;
    mutated.AppendItem(OneIn(3) ? Mutated(item, depth) : Value(item));
    if (OneIn(10)) mutated.AppendItem(Any(depth));
  }
  return std::move(mutated).Finish();
}

Value RandomValues::Tower(int levels) {
  Value tower = numbers_.Any();
  for (int level = 0; level < levels; ++level) {
    Builder around;
    if (OneIn(2)) {
      around.Append(Name(), tower);
      tower = std::move(around).Finish();
    } else {
      around.AppendItem(tower);
      tower = Value::ArrayOf(std::move(around).Finish());
    }
  }
  return tower;
}

}  // namespace meerkat::testing
