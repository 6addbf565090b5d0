#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <utility>

#include "storage/bson/validate.h"
#include "storage/status_macros.h"

namespace meerkat {
namespace {

std::shared_ptr<const char[]> CopyOf(std::string_view bytes) {
  auto copy = std::make_shared_for_overwrite<char[]>(bytes.size());
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  return copy;
}

}  // namespace

BinaryView Element::AsBinary() const {
  constexpr uint8_t kOldSubtype = 2;
  const size_t header = sizeof(int32_t) + 1;
  const auto subtype = static_cast<uint8_t>(payload_[sizeof(int32_t)]);
  const size_t inner_length = subtype == kOldSubtype ? sizeof(int32_t) : 0;
  return BinaryView{subtype, payload().substr(header + inner_length)};
}

RegexView Element::AsRegex() const {
  const std::string_view pattern = payload_;
  return RegexView{pattern, payload_ + pattern.size() + 1};
}

DbPointerView Element::AsDbPointer() const {
  const std::string_view collection = AsString();
  return DbPointerView{collection,
                       Load<ObjectId>(sizeof(int32_t) + collection.size() + 1)};
}

CodeWithScopeView Element::AsCodeWithScope() const {
  // int32 total, int32 size of the code with its zero, code, scope.
  const char* code = payload_ + 2 * sizeof(int32_t);
  const size_t code_size = Load<uint32_t>(sizeof(int32_t)) - 1;
  return CodeWithScopeView{{code, code_size},
                           DocumentView::FromTrusted(code + code_size + 1)};
}

Element DocumentView::Find(std::string_view name) const {
  for (Iterator i = begin(); i != end(); ++i) {
    if (i->name() == name) return *i;
  }
  return Element();
}

Document::Document(std::initializer_list<Field> fields) {
  Builder builder;
  for (const Field& field : fields) builder.Append(field.name, field.value);
  *this = std::move(builder).Finish();
}

Document::Document(DocumentView view) : bytes_(CopyOf(view.bytes())) {}

StatusOr<Document> Document::Parse(std::string_view bytes) {
  MEERKAT_RETURN_IF_ERROR(bson::Validate(bytes));
  return Document(DocumentView::FromTrusted(bytes.data()));
}

Document Document::FromTrusted(std::shared_ptr<const char[]> bytes) {
  Document document;
  document.bytes_ = std::move(bytes);
  return document;
}

std::string ToString(DocumentView document) { return ToJson(document); }

}  // namespace meerkat
