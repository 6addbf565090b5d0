// The fields a command takes, as a table, and the checks they share.
//
// No field is ever ignored: one that is not in the table is error 40415, one
// that comes twice 40413, one of the wrong type 14, one that is known and not
// served yet 238. As in MongoDB null and undefined mean that a field is not
// given, unless it may be anything or the table says otherwise.
#pragma once

#include <absl/container/inlined_vector.h>
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

// The fields of a document, found once: a find is asked for thirty names, most
// of which it has not. Borrows the document's bytes.
class FieldList {
 public:
  // A missing element when there is none of that name.
  Element operator[](std::string_view name) const {
    for (const Element& field : fields_) {
      if (field.name() == name) return field;
    }
    return Element();
  }
  const Element* begin() const { return fields_.data(); }
  const Element* end() const { return begin() + fields_.size(); }

  void Add(const Element& field) { fields_.push_back(field); }

 private:
  absl::InlinedVector<Element, 16> fields_;
};

// The fields of `document`, checked; no more than the tables have. `path` names
// it in messages ("update.updates"). `also` is a second table.
StatusOr<FieldList> ReadFields(std::string_view path, DocumentView document,
                               std::span<const Field> fields,
                               std::span<const Field> also = {});
Status CheckFields(std::string_view path, DocumentView document,
                   std::span<const Field> fields);

// Error 14 TypeMismatch of a field of `path`.
Status WrongType(std::string_view path, const Element& value,
                 std::string_view expected);

// Reading fields that have passed, from a FieldList or the DocumentView.

// Missing also when it is null or undefined.
Element Given(const Element& field);
template <typename Fields>
Element GivenField(const Fields& fields, std::string_view name) {
  return Given(fields[name]);
}
// `otherwise` when it is missing.
bool BoolOf(const Element& given, bool otherwise);
template <typename Fields>
bool BoolField(const Fields& fields, std::string_view name, bool otherwise) {
  return BoolOf(GivenField(fields, name), otherwise);
}
// Any number, as CoerceToInt64 reads it. Error 2 BadValue when it is not
// between `least` and `most`; `otherwise` when it is missing.
StatusOr<int64_t> IntegerOf(std::string_view path, const Element& given,
                            int64_t otherwise, int64_t least, int64_t most);
template <typename Fields>
StatusOr<int64_t> IntegerField(std::string_view path, const Fields& fields,
                               std::string_view name, int64_t otherwise,
                               int64_t least, int64_t most) {
  return IntegerOf(path, GivenField(fields, name), otherwise, least, most);
}
// The empty document when it is missing.
DocumentView DocumentOf(const Element& given);
template <typename Fields>
DocumentView DocumentField(const Fields& fields, std::string_view name) {
  return DocumentOf(GivenField(fields, name));
}

}  // namespace meerkat::engine
