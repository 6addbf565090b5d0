#include "tests/support/reply_text.h"

#include <fmt/format.h>
#include <meerkat/value.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "storage/bson/base64.h"

namespace meerkat::testing {
namespace {

constexpr size_t kWidth = 80;
constexpr uint8_t kUuidSubtype = 4;
constexpr std::string_view kLetters = "$x(";
constexpr size_t kShortestRun = 20;

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// "$x(300)" to the letters it stands for.
void ExpandLetters(std::string& text) {
  for (size_t at = text.find(kLetters); at != std::string::npos;
       at = text.find(kLetters, at)) {
    size_t count = 0;
    const char* digits = text.data() + at + kLetters.size();
    const char* end =
        std::from_chars(digits, text.data() + text.size(), count).ptr;
    const size_t size = static_cast<size_t>(end + 1 - text.data()) - at;
    text.replace(at, size, std::string(count, 'x'));
  }
}

// And back.
void ContractLetters(std::string& text) {
  const std::string shortest(kShortestRun, 'x');
  for (size_t at = text.find(shortest); at != std::string::npos;
       at = text.find(shortest, at)) {
    const size_t end = std::min(text.find_first_not_of('x', at), text.size());
    text.replace(at, end - at, fmt::format("{}{})", kLetters, end - at));
  }
}

std::string Base64Of(const BinaryView& binary) {
  std::string text;
  bson::AppendBase64(text, binary.bytes);
  return text;
}

// "name": for a field of a document, nothing for an item of an array.
std::string Label(const Element& owner, const Element& field) {
  if (owner.type() == Type::kArray) return "";
  return ToJson(Value(field.name()).element()) + ": ";
}

}  // namespace

std::string ReplyText::Expand(std::string_view command) {
  std::string text(command);
  // Later names first: $id1 is how $id12 begins.
  for (auto named = names_.rbegin(); named != names_.rend(); ++named) {
    ReplaceAll(text, named->name, named->json);
  }
  ExpandLetters(text);
  given_ += text;
  return text;
}

std::string ReplyText::Print(DocumentView reply) {
  NameValues(reply, /*is_cursor=*/false);
  std::string out;
  const Value value(reply);
  AppendSpread(out, value.element(), 0, 0);
  out += '\n';
  return out;
}

void ReplyText::NameValues(DocumentView document, bool is_cursor) {
  for (const Element& field : document) {
    if (hidden_.contains(field.name())) continue;
    switch (field.type()) {
      case Type::kDocument:
      case Type::kArray:
        NameValues(field.AsDocument(), field.name() == "cursor");
        break;
      case Type::kInt64:
        if (is_cursor && field.name() == "id" && field.AsInt64() != 0) {
          NameValue("cursor", field, fmt::to_string(field.AsInt64()));
        }
        break;
      case Type::kObjectId:
        NameValue("id", field, field.AsObjectId().ToHex());
        break;
      case Type::kBinary:
        if (field.AsBinary().subtype == kUuidSubtype) {
          NameValue("uuid", field, Base64Of(field.AsBinary()));
        }
        break;
      default:
        break;
    }
  }
}

void ReplyText::NameValue(std::string_view kind, const Element& value,
                          std::string plain) {
  std::string json = ToJson(value, JsonMode::kCanonical);
  for (const Named& named : names_) {
    if (named.json == json) return;
  }
  if (given_.find(plain) != std::string::npos) return;
  const int number = ++names_of_kind_[std::string(kind)];
  names_.push_back(
      {fmt::format("${}{}", kind, number), std::move(json), std::move(plain)});
}

std::string ReplyText::Scalar(const Element& value) const {
  const std::string canonical = ToJson(value, JsonMode::kCanonical);
  for (const Named& named : names_) {
    if (named.json == canonical) return named.name;
  }
  std::string text =
      mode_ == JsonMode::kCanonical ? canonical : ToJson(value, mode_);
  for (const Named& named : names_) ReplaceAll(text, named.plain, named.name);
  ContractLetters(text);
  return text;
}

std::string ReplyText::Compact(const Element& value) const {
  if (hidden_.contains(value.name())) return "...";
  const bool is_array = value.type() == Type::kArray;
  if (value.type() != Type::kDocument && !is_array) return Scalar(value);
  std::string text(1, is_array ? '[' : '{');
  for (const Element& field : value.AsDocument()) {
    if (text.size() > 1) text += ", ";
    text += Label(value, field) + Compact(field);
  }
  return text += is_array ? ']' : '}';
}

// Where `column` characters stand on the line already: on it if there is room
// for the value and a comma, otherwise a field on each line.
void ReplyText::AppendSpread(std::string& out, const Element& value,
                             size_t indent, size_t column) const {
  const std::string compact = Compact(value);
  const bool is_array = value.type() == Type::kArray;
  const bool may_spread = (value.type() == Type::kDocument || is_array) &&
                          !hidden_.contains(value.name());
  if (!may_spread || column + compact.size() < kWidth) {
    out += compact;
    return;
  }
  out += is_array ? '[' : '{';
  bool is_first = true;
  for (const Element& field : value.AsDocument()) {
    out += is_first ? "\n" : ",\n";
    is_first = false;
    const std::string label = Label(value, field);
    out.append(indent + 2, ' ').append(label);
    AppendSpread(out, field, indent + 2, indent + 2 + label.size());
  }
  out.append("\n").append(indent, ' ');
  out += is_array ? ']' : '}';
}

}  // namespace meerkat::testing
