#include "engine/shell_text.h"

#include <fmt/format.h>
#include <meerkat/json.h>

namespace meerkat::engine {

namespace {

constexpr size_t kMaxText = 150;

void Append(std::string& out, const Element& value);

void AppendFields(std::string& out, DocumentView document, bool with_names) {
  bool is_first = true;
  for (const Element& field : document) {
    out += is_first ? " " : ", ";
    is_first = false;
    if (with_names) out.append(field.name()).append(": ");
    Append(out, field);
  }
  if (!is_first) out += ' ';
}

void Append(std::string& out, const Element& value) {
  switch (value.type()) {
    case Type::kString:
    case Type::kSymbol:
      fmt::format_to(std::back_inserter(out), "\"{}\"",
                     value.AsString().substr(0, kMaxText));
      break;
    case Type::kObjectId:
      out += fmt::format("ObjectId('{}')", value.AsObjectId().ToHex());
      break;
    case Type::kDate:
      out += fmt::format("new Date({})", value.AsDate().millis);
      break;
    case Type::kDocument:
      out += '{';
      AppendFields(out, value.AsDocument(), /*with_names=*/true);
      out += '}';
      break;
    case Type::kArray:
      out += '[';
      AppendFields(out, value.AsDocument(), /*with_names=*/false);
      out += ']';
      break;
    default:
      out += ToJson(value);
  }
}

}  // namespace

std::string ShellText(const Element& value) {
  std::string text;
  Append(text, value);
  return text;
}

}  // namespace meerkat::engine
