// Any bytes: the validator decides, and what it lets in must be usable in
// every way without looking again.
//
// A valid document can be walked to its last value, printed in both forms of
// Extended JSON, and read back: to a document that compares equal, and to the
// same bytes when it is spelled as our own code would spell it.
#include <meerkat/json.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "storage/bson/compare.h"
#include "storage/bson/json_text_values.h"
#include "storage/bson/json_type_wrappers.h"
#include "storage/bson/utf8.h"
#include "storage/bson/validate.h"
#include "tests/fuzz/check.h"

namespace meerkat {
namespace {

// How a document relates to its Extended JSON.
struct Spelling {
  // A nested field is called like a type wrapper ("$oid"): its text means
  // something else.
  bool is_ambiguous = false;
  // Options of a regular expression are not in alphabetical order; sorted they
  // are another value.
  bool has_unsorted_options = false;
  // The same value could be spelled with other bytes: NaN with a payload,
  // decimals beyond 34 digits, arrays with odd names.
  bool is_unusual = false;
};

bool IsUsualDouble(double value) {
  return !std::isnan(value) ||
         std::bit_cast<uint64_t>(value) ==
             std::bit_cast<uint64_t>(std::numeric_limits<double>::quiet_NaN());
}

bool IsUsualDecimal(const Decimal128& value) {
  const StatusOr<Decimal128> back = Decimal128::FromString(value.ToString());
  FUZZ_CHECK(back.ok());
  return *back == value;
}

void Examine(DocumentView document, bool is_array, bool is_nested,
             Spelling& spelling);

// Reads every part of a value; it must lie inside the document.
void Examine(const Element& value, Spelling& spelling) {
  switch (value.type()) {
    case Type::kDouble:
      spelling.is_unusual |= !IsUsualDouble(value.AsDouble());
      break;
    case Type::kDecimal128:
      spelling.is_unusual |= !IsUsualDecimal(value.AsDecimal128());
      break;
    case Type::kRegex:
      spelling.has_unsorted_options |=
          value.AsRegex().options !=
          bson::SortedOptions(value.AsRegex().options);
      break;
    case Type::kDocument:
      Examine(value.AsDocument(), false, true, spelling);
      break;
    case Type::kArray:
      Examine(value.AsDocument(), true, true, spelling);
      break;
    case Type::kCodeWithScope:
      Examine(value.AsCodeWithScope().scope, false, true, spelling);
      break;
    default:
      break;
  }
}

void Examine(DocumentView document, bool is_array, bool is_nested,
             Spelling& spelling) {
  size_t index = 0;
  const char* position = document.data() + sizeof(int32_t);
  for (const Element& field : document) {
    // Elements follow each other without a gap: type, name, NUL, payload.
    FUZZ_CHECK(field.name().data() == position + 1);
    FUZZ_CHECK(field.payload().data() ==
               field.name().data() + field.name().size() + 1);
    position = field.payload().data() + field.payload().size();

    FUZZ_CHECK(bson::IsUtf8(field.name()));
    if (is_array) {
      spelling.is_unusual |= field.name() != std::to_string(index++);
    } else if (is_nested) {
      spelling.is_ambiguous |= bson::FindTypeWrapper(field.name()) != nullptr;
    }
    Examine(field, spelling);
  }
  FUZZ_CHECK(position == document.data() + document.size() - 1);
}

void CheckRelaxed(DocumentView document) {
  const std::string text = ToJson(document);
  const StatusOr<Document> back = ParseJson(text);
  FUZZ_CHECK(back.ok());
  FUZZ_CHECK(ToJson(*back) == text);
}

void CheckCanonical(DocumentView document, const Spelling& spelling) {
  const std::string text = ToJson(document, JsonMode::kCanonical);
  const StatusOr<Document> back = ParseJson(text);
  FUZZ_CHECK(back.ok());
  FUZZ_CHECK(bson::Validate(back->view().bytes()).ok());
  FUZZ_CHECK(ToJson(*back, JsonMode::kCanonical) == text);
  if (spelling.has_unsorted_options) return;
  FUZZ_CHECK(bson::Compare(back->view(), document) == 0);
  if (!spelling.is_unusual) FUZZ_CHECK(back->view() == document);
}

}  // namespace
}  // namespace meerkat

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace meerkat;  // NOLINT: a fuzz target has no other place
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!bson::Validate(bytes).ok()) return 0;

  const DocumentView document = DocumentView::FromTrusted(bytes.data());
  FUZZ_CHECK(document.size() == size);
  Spelling spelling;
  Examine(document, false, false, spelling);
  FUZZ_CHECK(bson::Compare(document, document) == 0);
  if (spelling.is_ambiguous) {
    ToJson(document, JsonMode::kCanonical);
    return 0;
  }
  CheckCanonical(document, spelling);
  CheckRelaxed(document);
  return 0;
}
