// What the tests of key generators share: keys as values, in JSON.
#pragma once

#include <meerkat/json.h>
#include <meerkat/value.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "index/key_decoder.h"
#include "index/key_generator.h"
#include "tests/catch.hpp"

namespace meerkat::index {

inline Document Json(std::string_view text) {
  StatusOr<Document> document = ParseJson(text);
  INFO(text);
  REQUIRE(document.ok());
  return *std::move(document);
}

// The index {key: <key>, name: "x", <options>}.
inline IndexSpec SpecOf(std::string_view key, std::string_view options = "") {
  const std::string text = "{\"key\": " + std::string(key) +
                           ", \"name\": \"x\"" + (options.empty() ? "" : ", ") +
                           std::string(options) + "}";
  StatusOr<IndexSpec> spec = IndexSpec::Parse(Json(text));
  INFO(text);
  INFO(spec.status());
  REQUIRE(spec.ok());
  return *std::move(spec);
}

inline std::unique_ptr<const KeyGenerator> GeneratorOf(const IndexSpec& spec) {
  StatusOr<std::unique_ptr<const KeyGenerator>> generator =
      KeyGenerator::For(spec);
  REQUIRE(generator.ok());
  return *std::move(generator);
}

// "[1,2]", the values of a key.
inline std::string ShowKey(const IndexSpec& spec, const IndexKey& key) {
  TypeBitsReader bits(key.type_bits);
  std::string_view rest = key.key;
  std::vector<Value> values;
  for (const KeyPart& part : spec.key.parts()) {
    if (part.kind == PartKind::kWildcard) {
      values.push_back(DecodeNext(rest, bits).value());
    }
    values.push_back(DecodeNext(rest, bits, part.direction).value());
  }
  CHECK(rest.empty());
  return ToString(Value(Array(values)));
}

// "[1] [2]", the keys of the document in order; or "171: ...", the error.
inline std::string ShowKeys(const IndexSpec& spec, DocumentView document) {
  KeySet keys;
  const Status status = GeneratorOf(spec)->Generate(document, keys);
  if (!status.ok()) {
    return std::to_string(static_cast<int>(ErrorCodeOf(status))) + ": " +
           ErrorMessageOf(status);
  }
  std::string text;
  for (const IndexKey& key : keys) {
    if (!text.empty()) text += " ";
    text += ShowKey(spec, key);
  }
  return text;
}

}  // namespace meerkat::index
