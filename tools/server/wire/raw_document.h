// Documents that nobody has validated yet: what must be known of a command
// before it runs, read without trusting a byte of it.
//
// A DocumentView walks valid bytes only, and validating a command of 48 MB is
// the business of whoever runs it. Here only lengths are judged, and only at
// the top: what an embedded document holds is not looked into, so there is no
// recursion. Format: bsonspec.org, version 1.1.
#pragma once

#include <meerkat/status.h>
#include <meerkat/types.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace meerkat::server {

// Takes the document that `bytes` begins with off their front. It has the
// length that it says and ends in a zero byte; nothing else is known of it.
// Errors: 22 InvalidBSON.
StatusOr<std::string_view> TakeDocument(std::string_view& bytes);

// Takes text that ends in a zero byte off the front, and that byte with it;
// nothing when there is no zero byte.
std::optional<std::string_view> TakeCString(std::string_view& bytes);

// A field whose payload lies within its document and has the length that its
// type and its first bytes say; what it holds is not judged.
struct RawField {
  Type type;
  std::string_view name;
  std::string_view payload;
  // Type, name and payload: the field as it stands in the document.
  std::string_view bytes;
};

// Walks the fields of a document from the first to the last.
class RawFields {
 public:
  // REQUIRES: TakeDocument gave `document`, and its bytes outlive this.
  explicit RawFields(std::string_view document);

  // The next field, or none behind the last. Errors: 22 InvalidBSON, naming
  // the offset in the document.
  StatusOr<std::optional<RawField>> Next();

 private:
  Status Invalid(std::string_view what) const;

  size_t size_;
  // What follows the last field seen, the closing zero included.
  std::string_view rest_;
};

// The first field called `name`, or none. Errors: 22 InvalidBSON, for what
// stands before that field.
StatusOr<std::optional<RawField>> FindField(std::string_view document,
                                            std::string_view name);

// The text of a field. Errors: 22 InvalidBSON when it does not end in a zero
// byte. REQUIRES: field.type == Type::kString.
StatusOr<std::string_view> StringOf(const RawField& field);

// The document in a field. Errors: 22 InvalidBSON. REQUIRES: field.type ==
// Type::kDocument.
StatusOr<std::string_view> DocumentOf(const RawField& field);

}  // namespace meerkat::server
