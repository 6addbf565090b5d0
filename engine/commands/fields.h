// The fields a command takes, as a table, and the checks they share.
//
// No field is ever ignored: one that is not in the table is error 40415, one
// that comes twice 40413, one of the wrong type 14, one that is known and not
// served yet 238. As in MongoDB null and undefined mean that a field is not
// given, unless it may be anything or the table says otherwise.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace meerkat::engine {

enum class FieldType : uint8_t {
  kAny,
  kBool,
  // A bool, or a number that is one by being zero or not.
  kBoolLike,
  kNumber,
  kLong,
  kString,
  kDocument,
  kArray,
};

enum class FieldUse : uint8_t {
  kOptional,
  // Null is of the wrong type, as any other value that is not meant.
  kNotNull,
  // Error 40414 when missing.
  kRequired,
  // Known to MongoDB and not served yet.
  kLater,
};

struct Field {
  std::string_view name;
  FieldType type = FieldType::kAny;
  FieldUse use = FieldUse::kOptional;
};

// Checks the fields of `document`; `path` names it in messages
// ("update.updates"). `also` is a second table.
Status CheckFields(std::string_view path, DocumentView document,
                   std::span<const Field> fields,
                   std::span<const Field> also = {});

// Reading fields that CheckFields has passed.

// Missing also when it is null or undefined.
Element GivenField(DocumentView document, std::string_view name);
// `otherwise` when it is missing.
bool BoolField(DocumentView document, std::string_view name, bool otherwise);
// Any number, as CoerceToInt64 reads it. Error 2 BadValue when it is not
// between `least` and `most`; `otherwise` when it is missing.
StatusOr<int64_t> IntegerField(std::string_view path, DocumentView document,
                               std::string_view name, int64_t otherwise,
                               int64_t least, int64_t most);
// The empty document when it is missing.
DocumentView DocumentField(DocumentView document, std::string_view name);

}  // namespace meerkat::engine
