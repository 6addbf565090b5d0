#include "storage/bson/collator.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <utility>

#include "storage/status_macros.h"

#ifdef MEERKAT_HAS_ICU
#include <absl/container/inlined_vector.h>
#include <unicode/ucol.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>
#endif

namespace meerkat::bson {

#ifdef MEERKAT_HAS_ICU

namespace {

// MongoDB's separator of a locale and a variant of it.
constexpr std::string_view kVariant = "@collation=";

struct CloseCollator {
  void operator()(UCollator* collator) const { ucol_close(collator); }
};
using OpenCollator = std::unique_ptr<UCollator, CloseCollator>;

// --- locales -----------------------------------------------------------------

bool IsInstalled(std::string_view locale) {
  for (int32_t i = 0; i < ucol_countAvailable(); ++i) {
    if (locale == ucol_getAvailable(i)) return true;
  }
  return false;
}

bool HasVariant(const std::string& locale, std::string_view variant) {
  UErrorCode status = U_ZERO_ERROR;
  UEnumeration* variants = ucol_getKeywordValuesForLocale(
      "collation", locale.c_str(), /*commonlyUsed=*/false, &status);
  bool found = false;
  while (const char* next = uenum_next(variants, nullptr, &status)) {
    if (variant == next) found = true;
  }
  uenum_close(variants);
  return found;
}

// ICU itself takes any name and falls back on what it knows; MongoDB takes
// exact ones.
bool IsLocale(std::string_view name) {
  const size_t at = name.find('@');
  if (at == std::string_view::npos) return IsInstalled(name);
  const std::string_view base = name.substr(0, at);
  return name.substr(at).starts_with(kVariant) && IsInstalled(base) &&
         HasVariant(std::string(base), name.substr(at + kVariant.size()));
}

// The name of what ICU would take for `name`; empty when it knows nothing of
// the kind.
std::string NearestLocale(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  const OpenCollator collator(ucol_open(name.c_str(), &status));
  if (U_FAILURE(status)) return {};
  const char* nearest =
      ucol_getLocaleByType(collator.get(), ULOC_VALID_LOCALE, &status);
  return nearest != nullptr && IsLocale(nearest) ? nearest : "";
}

Status NoSuchLocale(const std::string& name, DocumentView document) {
  std::string hint;
  if (name.size() < ULOC_FULLNAME_CAPACITY) {
    if (std::string nearest = NearestLocale(name); !nearest.empty()) {
      hint = fmt::format(". Did you mean '{}'?", nearest);
    }
  }
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("Field 'locale' is invalid in: {}{}",
                               ToString(document), hint));
}

// --- options -----------------------------------------------------------------

constexpr UColAttributeValue kStrengths[] = {UCOL_PRIMARY, UCOL_SECONDARY,
                                             UCOL_TERTIARY, UCOL_QUATERNARY,
                                             UCOL_IDENTICAL};

UColAttributeValue ToIcu(bool value) { return value ? UCOL_ON : UCOL_OFF; }
UColAttributeValue ToIcu(int strength) { return kStrengths[strength - 1]; }
UColAttributeValue ToIcu(CaseFirst value) {
  switch (value) {
    case CaseFirst::kUpper:
      return UCOL_UPPER_FIRST;
    case CaseFirst::kLower:
      return UCOL_LOWER_FIRST;
    case CaseFirst::kOff:
      break;
  }
  return UCOL_OFF;
}
UColAttributeValue ToIcu(Alternate value) {
  return value == Alternate::kShifted ? UCOL_SHIFTED : UCOL_NON_IGNORABLE;
}

template <typename T>
void Set(UCollator* collator, UColAttribute attribute,
         const std::optional<T>& value, UErrorCode& status) {
  if (!value.has_value()) return;
  ucol_setAttribute(collator, attribute, ToIcu(*value), &status);
}

void SetAll(UCollator* collator, const CollationRequest& request,
            UErrorCode& status) {
  Set(collator, UCOL_CASE_LEVEL, request.case_level, status);
  Set(collator, UCOL_CASE_FIRST, request.case_first, status);
  Set(collator, UCOL_STRENGTH, request.strength, status);
  Set(collator, UCOL_NUMERIC_COLLATION, request.numeric_ordering, status);
  Set(collator, UCOL_ALTERNATE_HANDLING, request.alternate, status);
  Set(collator, UCOL_NORMALIZATION_MODE, request.normalization, status);
  Set(collator, UCOL_FRENCH_COLLATION, request.backwards, status);
  if (!request.max_variable.has_value()) return;
  ucol_setMaxVariable(collator,
                      *request.max_variable == MaxVariable::kSpace
                          ? UCOL_REORDER_CODE_SPACE
                          : UCOL_REORDER_CODE_PUNCTUATION,
                      &status);
}

CaseFirst CaseFirstOf(UColAttributeValue value) {
  if (value == UCOL_UPPER_FIRST) return CaseFirst::kUpper;
  return value == UCOL_LOWER_FIRST ? CaseFirst::kLower : CaseFirst::kOff;
}

int StrengthOf(UColAttributeValue value) {
  const auto* found = std::ranges::find(kStrengths, value);
  return static_cast<int>(found - std::begin(kStrengths)) + 1;
}

std::string IcuVersion() {
  UVersionInfo version;
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_getVersion(version);
  u_versionToString(version, text);
  return text;
}

// What a collator does, whether it was asked for or is the locale's way.
Collation Describe(const UCollator* collator, std::string locale,
                   UErrorCode& status) {
  const auto get = [&](UColAttribute attribute) {
    return ucol_getAttribute(collator, attribute, &status);
  };
  Collation collation;
  collation.locale = std::move(locale);
  collation.case_level = get(UCOL_CASE_LEVEL) == UCOL_ON;
  collation.case_first = CaseFirstOf(get(UCOL_CASE_FIRST));
  collation.strength = StrengthOf(get(UCOL_STRENGTH));
  collation.numeric_ordering = get(UCOL_NUMERIC_COLLATION) == UCOL_ON;
  if (get(UCOL_ALTERNATE_HANDLING) == UCOL_SHIFTED) {
    collation.alternate = Alternate::kShifted;
  }
  if (ucol_getMaxVariable(collator) == UCOL_REORDER_CODE_SPACE) {
    collation.max_variable = MaxVariable::kSpace;
  }
  collation.normalization = get(UCOL_NORMALIZATION_MODE) == UCOL_ON;
  collation.backwards = get(UCOL_FRENCH_COLLATION) == UCOL_ON;
  collation.version = IcuVersion();
  return collation;
}

// --- what means nothing ------------------------------------------------------

Status CheckVersion(const CollationRequest& request) {
  const std::string available = IcuVersion();
  if (request.version.value_or(available) == available) return absl::OkStatus();
  return MakeError(ErrorCode::kIncompatibleCollationVersion,
                   fmt::format("Requested collation version {} but the only "
                               "available collator version is {}",
                               *request.version, available));
}

// Only what was asked for can be wrong, not what the locale has by itself. What
// names a version is the complete collation of a Collator.
Status CheckTogether(const CollationRequest& request, const Collation& whole,
                     DocumentView document) {
  if (request.version.has_value()) return absl::OkStatus();
  const bool has_case = whole.case_level || whole.strength > 2;
  if (request.case_first.value_or(CaseFirst::kOff) != CaseFirst::kOff &&
      !has_case) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("'caseFirst' is invalid unless 'caseLevel' is "
                                 "on or 'strength' is greater than 2 in: {}",
                                 ToString(document)));
  }
  if (request.backwards.value_or(false) && whole.strength == 1) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("'backwards' is invalid with 'strength' of 1 "
                                 "in: {}",
                                 ToString(document)));
  }
  return absl::OkStatus();
}

// --- texts -------------------------------------------------------------------

// Of ill-formed UTF-8, as comparing sees it too.
constexpr UChar32 kReplacement = 0xFFFD;

// As ICU keeps texts: no longer in units than `text` in bytes.
using Utf16 = absl::InlinedVector<UChar, 128>;

Utf16 ToUtf16(std::string_view text) {
  Utf16 result(text.size());
  int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strFromUTF8WithSub(result.data(), static_cast<int32_t>(result.size()),
                       &size, text.data(), static_cast<int32_t>(text.size()),
                       kReplacement, nullptr, &status);
  result.resize(static_cast<size_t>(size));
  return result;
}

}  // namespace

struct Collator::Rules {
  OpenCollator icu;
};

bool Collator::HasLocales() { return true; }

StatusOr<std::shared_ptr<const Collator>> Collator::Make(
    DocumentView document, std::string_view path) {
  MEERKAT_ASSIGN_OR_RETURN(const CollationRequest request,
                           ParseCollation(document, path));
  if (request.is_simple()) return nullptr;
  if (!IsLocale(request.locale)) {
    return NoSuchLocale(request.locale, document);
  }
  MEERKAT_RETURN_IF_ERROR(CheckVersion(request));
  UErrorCode status = U_ZERO_ERROR;
  OpenCollator icu(ucol_open(request.locale.c_str(), &status));
  if (U_SUCCESS(status)) SetAll(icu.get(), request, status);
  Collation collation;
  if (U_SUCCESS(status)) {
    collation = Describe(icu.get(), request.locale, status);
  }
  if (U_FAILURE(status)) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("ICU cannot compare by {}: {}",
                                 ToString(document), u_errorName(status)));
  }
  MEERKAT_RETURN_IF_ERROR(CheckTogether(request, collation, document));
  auto rules = std::make_unique<Rules>(Rules{std::move(icu)});
  return std::shared_ptr<const Collator>(
      new Collator(std::move(rules), std::move(collation)));
}

int Collator::Compare(std::string_view a, std::string_view b) const {
  UErrorCode status = U_ZERO_ERROR;
  return ucol_strcollUTF8(rules_->icu.get(), a.data(),
                          static_cast<int32_t>(a.size()), b.data(),
                          static_cast<int32_t>(b.size()), &status);
}

void Collator::AppendSortKey(std::string_view text, std::string& key) const {
  const Utf16 units = ToUtf16(text);
  const size_t start = key.size();
  // Enough for most texts at strength 3.
  size_t room = 3 * units.size() + 16;
  while (true) {
    key.resize(start + room);
    const int32_t size = ucol_getSortKey(
        rules_->icu.get(), units.data(), static_cast<int32_t>(units.size()),
        reinterpret_cast<uint8_t*>(key.data() + start),
        static_cast<int32_t>(room));
    const auto needed = static_cast<size_t>(size);
    if (needed <= room) {
      // Without the zero at its end. Without memory ICU has not written even
      // that.
      key.resize(start + std::max<size_t>(needed, 1) - 1);
      return;
    }
    room = needed;
  }
}

#else  // Without ICU there is never a Collator.

struct Collator::Rules {};

bool Collator::HasLocales() { return false; }

StatusOr<std::shared_ptr<const Collator>> Collator::Make(
    DocumentView document, std::string_view path) {
  MEERKAT_ASSIGN_OR_RETURN(const CollationRequest request,
                           ParseCollation(document, path));
  if (request.is_simple()) return nullptr;
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("Field 'locale' is invalid in: {}. This build "
                               "of Meerkat has no ICU and knows the locale "
                               "'simple' only",
                               ToString(document)));
}

int Collator::Compare(std::string_view a, std::string_view b) const {
  return a.compare(b);
}

void Collator::AppendSortKey(std::string_view text, std::string& key) const {
  key += text;
}

#endif

namespace {

bool IsText(const Element& value) {
  return value.type() == Type::kString || value.type() == Type::kSymbol;
}

bool HasFields(const Element& value) {
  return value.type() == Type::kDocument || value.type() == Type::kArray;
}

void AppendSortKeys(const Collator& collator, DocumentView fields,
                    Builder& out) {
  for (const Element& field : fields) {
    if (IsText(field)) {
      std::string key;
      collator.AppendSortKey(field.AsString(), key);
      out.Append(field.name(), key);
    } else if (HasFields(field)) {
      if (field.type() == Type::kArray) {
        out.OpenArray(field.name());
      } else {
        out.OpenDocument(field.name());
      }
      AppendSortKeys(collator, field.AsDocument(), out);
      out.Close();
    } else {
      out.Append(field);
    }
  }
}

}  // namespace

Collator::Collator(std::unique_ptr<Rules> rules, Collation collation)
    : rules_(std::move(rules)), collation_(std::move(collation)) {}

Collator::~Collator() = default;

Value Collator::SortKeyOf(const Element& value) const {
  if (IsText(value)) {
    std::string key;
    AppendSortKey(value.AsString(), key);
    return Value(key);
  }
  if (!HasFields(value)) return Value(value);
  Builder out;
  AppendSortKeys(*this, value.AsDocument(), out);
  const Document keys = std::move(out).Finish();
  return value.type() == Type::kArray ? Value::ArrayOf(keys) : Value(keys);
}

bool HoldsText(const Element& value) {
  if (!HasFields(value)) return IsText(value);
  for (const Element& field : value.AsDocument()) {
    if (HoldsText(field)) return true;
  }
  return false;
}

}  // namespace meerkat::bson
