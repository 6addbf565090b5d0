#include <fmt/format.h>
#include <meerkat/json.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "storage/bson/base64.h"
#include "storage/bson/date.h"
#include "storage/bson/hex.h"
#include "storage/bson/json_string.h"
#include "storage/bson/json_text_values.h"

namespace meerkat {
namespace {

std::string_view BytesOf(const ObjectId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

void AppendInteger(std::string& out, int64_t value) {
  const fmt::format_int digits(value);
  out.append(digits.data(), digits.size());
}

// The shortest text that reads back to the same double, always with a point or
// an exponent: 1.0, 0.1, 1E+100.
void AppendFinite(std::string& out, double value) {
  const size_t start = out.size();
  fmt::format_to(std::back_inserter(out), "{}", value);
  const size_t mark = out.find_first_of(".e", start);
  if (mark == out.npos) {
    out += ".0";
    return;
  }
  std::replace(out.begin() + static_cast<std::ptrdiff_t>(mark), out.end(), 'e',
               'E');
}

void AppendDouble(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "Infinity" : "-Infinity";
  } else {
    AppendFinite(out, value);
  }
}

class Printer {
 public:
  Printer(std::string& out, JsonMode mode) : out_(out), mode_(mode) {}

  void PrintDocument(DocumentView document) {
    out_ += '{';
    bool is_first = true;
    for (const Element& field : document) {
      if (!is_first) out_ += ',';
      is_first = false;
      bson::AppendJsonString(out_, field.name());
      out_ += ':';
      PrintValue(field);
    }
    out_ += '}';
  }

  void PrintValue(const Element& value);

 private:
  bool is_canonical() const { return mode_ == JsonMode::kCanonical; }

  void PrintArray(DocumentView array) {
    out_ += '[';
    bool is_first = true;
    for (const Element& item : array) {
      if (!is_first) out_ += ',';
      is_first = false;
      PrintValue(item);
    }
    out_ += ']';
  }

  // {"<key>":"<text>"}, where `append` writes the text, which needs no escapes.
  template <typename Append>
  void PrintWrapped(std::string_view key, const Append& append) {
    out_ += "{\"";
    out_ += key;
    out_ += "\":\"";
    append();
    out_ += "\"}";
  }

  void PrintInteger(std::string_view key, int64_t value) {
    if (!is_canonical()) return AppendInteger(out_, value);
    PrintWrapped(key, [&] { AppendInteger(out_, value); });
  }

  void PrintDouble(double value) {
    if (!is_canonical() && std::isfinite(value)) {
      return AppendFinite(out_, value);
    }
    PrintWrapped("$numberDouble", [&] { AppendDouble(out_, value); });
  }

  void PrintObjectId(const ObjectId& id) {
    PrintWrapped("$oid", [&] { bson::AppendHex(out_, BytesOf(id)); });
  }

  void PrintDate(Date date) {
    const bool from_1970_to_9999 = date.millis >= 0 && bson::HasIsoForm(date);
    if (!is_canonical() && from_1970_to_9999) {
      return PrintWrapped("$date", [&] { out_ += bson::FormatIso(date); });
    }
    out_ += R"({"$date":)";
    PrintWrapped("$numberLong", [&] { AppendInteger(out_, date.millis); });
    out_ += '}';
  }

  void PrintBinary(const BinaryView& binary) {
    out_ += R"({"$binary":{"base64":")";
    bson::AppendBase64(out_, binary.bytes);
    out_ += R"(","subType":")";
    bson::AppendHex(out_, {reinterpret_cast<const char*>(&binary.subtype), 1});
    out_ += R"("}})";
  }

  // Options in alphabetical order, also when an old driver stored them in
  // another.
  void PrintRegex(const RegexView& regex) {
    out_ += R"({"$regularExpression":{"pattern":)";
    bson::AppendJsonString(out_, regex.pattern);
    out_ += R"(,"options":)";
    bson::AppendJsonString(out_, bson::SortedOptions(regex.options));
    out_ += "}}";
  }

  void PrintTimestamp(Timestamp timestamp) {
    fmt::format_to(std::back_inserter(out_),
                   R"({{"$timestamp":{{"t":{},"i":{}}}}})", timestamp.seconds,
                   timestamp.increment);
  }

  // {"<key>":<text>}, the text in quotes.
  void PrintText(std::string_view key, std::string_view text) {
    out_ += "{\"";
    out_ += key;
    out_ += "\":";
    bson::AppendJsonString(out_, text);
    out_ += '}';
  }

  void PrintCodeWithScope(const CodeWithScopeView& code) {
    out_ += R"({"$code":)";
    bson::AppendJsonString(out_, code.code);
    out_ += R"(,"$scope":)";
    PrintDocument(code.scope);
    out_ += '}';
  }

  void PrintDbPointer(const DbPointerView& pointer) {
    out_ += R"({"$dbPointer":{"$ref":)";
    bson::AppendJsonString(out_, pointer.collection);
    out_ += R"(,"$id":)";
    PrintObjectId(pointer.id);
    out_ += "}}";
  }

  std::string& out_;
  const JsonMode mode_;
};

void Printer::PrintValue(const Element& value) {
  switch (value.type()) {
    case Type::kMissing:
      out_ += "missing";
      return;
    case Type::kDouble:
      return PrintDouble(value.AsDouble());
    case Type::kString:
      return bson::AppendJsonString(out_, value.AsString());
    case Type::kDocument:
      return PrintDocument(value.AsDocument());
    case Type::kArray:
      return PrintArray(value.AsDocument());
    case Type::kBinary:
      return PrintBinary(value.AsBinary());
    case Type::kUndefined:
      out_ += R"({"$undefined":true})";
      return;
    case Type::kObjectId:
      return PrintObjectId(value.AsObjectId());
    case Type::kBool:
      out_ += value.AsBool() ? "true" : "false";
      return;
    case Type::kDate:
      return PrintDate(value.AsDate());
    case Type::kNull:
      out_ += "null";
      return;
    case Type::kRegex:
      return PrintRegex(value.AsRegex());
    case Type::kDbPointer:
      return PrintDbPointer(value.AsDbPointer());
    case Type::kCode:
      return PrintText("$code", value.AsString());
    case Type::kSymbol:
      return PrintText("$symbol", value.AsString());
    case Type::kCodeWithScope:
      return PrintCodeWithScope(value.AsCodeWithScope());
    case Type::kInt32:
      return PrintInteger("$numberInt", value.AsInt32());
    case Type::kTimestamp:
      return PrintTimestamp(value.AsTimestamp());
    case Type::kInt64:
      return PrintInteger("$numberLong", value.AsInt64());
    case Type::kDecimal128:
      return PrintWrapped("$numberDecimal",
                          [&] { out_ += value.AsDecimal128().ToString(); });
    case Type::kMaxKey:
      out_ += R"({"$maxKey":1})";
      return;
    case Type::kMinKey:
      out_ += R"({"$minKey":1})";
      return;
  }
}

}  // namespace

void AppendJson(std::string& out, DocumentView document, JsonMode mode) {
  Printer(out, mode).PrintDocument(document);
}

std::string ToJson(DocumentView document, JsonMode mode) {
  std::string text;
  AppendJson(text, document, mode);
  return text;
}

std::string ToJson(const Element& element, JsonMode mode) {
  std::string text;
  Printer(text, mode).PrintValue(element);
  return text;
}

}  // namespace meerkat
