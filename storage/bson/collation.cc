#include "storage/bson/collation.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "storage/bson/coerce.h"
#include "storage/status_macros.h"

namespace meerkat::bson {
namespace {

constexpr int64_t kMostStrength = 5;

// The values of an enumeration by their names.
template <typename T>
struct Named {
  std::string_view name;
  T value;
};
constexpr Named<CaseFirst> kCaseFirsts[] = {{"off", CaseFirst::kOff},
                                            {"upper", CaseFirst::kUpper},
                                            {"lower", CaseFirst::kLower}};
constexpr Named<Alternate> kAlternates[] = {
    {"non-ignorable", Alternate::kNonIgnorable},
    {"shifted", Alternate::kShifted}};
constexpr Named<MaxVariable> kMaxVariables[] = {{"punct", MaxVariable::kPunct},
                                                {"space", MaxVariable::kSpace}};

constexpr std::span<const Named<CaseFirst>> NamesOf(CaseFirst) {
  return kCaseFirsts;
}
constexpr std::span<const Named<Alternate>> NamesOf(Alternate) {
  return kAlternates;
}
constexpr std::span<const Named<MaxVariable>> NamesOf(MaxVariable) {
  return kMaxVariables;
}

template <typename T>
std::string_view NameOf(T value) {
  return std::ranges::find(NamesOf(value), value, &Named<T>::value)->name;
}

// --- reading one field -------------------------------------------------------

Status WrongType(const Element& field, std::string_view path,
                 std::string_view expected) {
  return MakeError(
      ErrorCode::kTypeMismatch,
      fmt::format("BSON field '{}.{}' is the wrong type '{}', expected {}",
                  path, field.name(), TypeName(field.type()), expected));
}

Status NotAValue(const Element& field, std::string_view path,
                 std::string_view value) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("Enumeration value '{}' for field '{}.{}' is "
                               "not a valid value.",
                               value, path, field.name()));
}

Status Read(const Element& field, std::string_view path, std::string& out) {
  if (field.type() != Type::kString) {
    return WrongType(field, path, "type 'string'");
  }
  out = field.AsString();
  return absl::OkStatus();
}

Status Read(const Element& field, std::string_view path,
            std::optional<std::string>& out) {
  return Read(field, path, out.emplace());
}

Status Read(const Element& field, std::string_view path,
            std::optional<bool>& out) {
  if (field.type() != Type::kBool) return WrongType(field, path, "type 'bool'");
  out = field.AsBool();
  return absl::OkStatus();
}

template <typename T>
Status Read(const Element& field, std::string_view path,
            std::optional<T>& out) {
  std::string text;
  MEERKAT_RETURN_IF_ERROR(Read(field, path, text));
  const auto names = NamesOf(T());
  const auto found = std::ranges::find(names, text, &Named<T>::name);
  if (found == names.end()) return NotAValue(field, path, text);
  out = found->value;
  return absl::OkStatus();
}

Status Read(const Element& field, std::string_view path,
            std::optional<int>& out) {
  if (!field.is_number()) {
    return WrongType(field, path, "types '[double, decimal, long, int]'");
  }
  const int64_t strength = CoerceToInt64(field);
  if (strength < 0 || strength > kMostStrength) {
    return MakeError(
        ErrorCode::kBadValue,
        fmt::format("BSON field '{}.{}' value must be {}, actual value '{}'",
                    path, field.name(), strength < 0 ? ">= 0" : "<= 5",
                    strength));
  }
  if (strength == 0) return NotAValue(field, path, "0");
  out = static_cast<int>(strength);
  return absl::OkStatus();
}

// --- the fields --------------------------------------------------------------

template <auto kMember>
Status ReadInto(const Element& field, std::string_view path,
                CollationRequest& request) {
  // As in commands: nothing is given.
  if (field.type() == Type::kNull || field.type() == Type::kUndefined) {
    return absl::OkStatus();
  }
  return Read(field, path, request.*kMember);
}

// MongoDB reads this one by itself, without that exception.
Status ReadBackwards(const Element& field, std::string_view,
                     CollationRequest& request) {
  if (field.type() != Type::kBool) {
    return MakeError(ErrorCode::kTypeMismatch,
                     fmt::format("Field 'backwards' should be a boolean value, "
                                 "but found: {}",
                                 TypeName(field.type())));
  }
  request.backwards = field.AsBool();
  return absl::OkStatus();
}

struct Field {
  std::string_view name;
  Status (*read)(const Element& field, std::string_view path,
                 CollationRequest& request);
};
constexpr Field kFields[] = {
    {"alternate", &ReadInto<&CollationRequest::alternate>},
    {"backwards", &ReadBackwards},
    {"caseFirst", &ReadInto<&CollationRequest::case_first>},
    {"caseLevel", &ReadInto<&CollationRequest::case_level>},
    {"locale", &ReadInto<&CollationRequest::locale>},
    {"maxVariable", &ReadInto<&CollationRequest::max_variable>},
    {"normalization", &ReadInto<&CollationRequest::normalization>},
    {"numericOrdering", &ReadInto<&CollationRequest::numeric_ordering>},
    {"strength", &ReadInto<&CollationRequest::strength>},
    {"version", &ReadInto<&CollationRequest::version>},
};

Status ReadField(const Element& field, std::string_view path,
                 CollationRequest& request) {
  for (const Field& row : kFields) {
    if (row.name == field.name()) return row.read(field, path, request);
  }
  return MakeError(ErrorCode::kUnknownCommandField,
                   fmt::format("BSON field '{}.{}' is an unknown field.", path,
                               field.name()));
}

bool IsRepeated(const Element& field, DocumentView document) {
  return document[field.name()].payload().data() != field.payload().data();
}

// --- the whole ---------------------------------------------------------------

Status CheckLocale(const CollationRequest& request, DocumentView document) {
  if (request.locale.find('\0') != std::string::npos) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("Field 'locale' cannot contain null byte. "
                                 "Collation spec: {}",
                                 ToString(document)));
  }
  if (request.locale.empty()) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("Field 'locale' cannot be the empty string "
                                 "in: {}",
                                 ToString(document)));
  }
  return absl::OkStatus();
}

}  // namespace

Document Collation::ToBson() const {
  Builder builder;
  builder.Append("locale", locale)
      .Append("caseLevel", case_level)
      .Append("caseFirst", NameOf(case_first))
      .Append("strength", strength)
      .Append("numericOrdering", numeric_ordering)
      .Append("alternate", NameOf(alternate))
      .Append("maxVariable", NameOf(max_variable))
      .Append("normalization", normalization)
      .Append("backwards", backwards)
      .Append("version", version);
  return std::move(builder).Finish();
}

StatusOr<CollationRequest> ParseCollation(DocumentView document,
                                          std::string_view path) {
  CollationRequest request;
  for (const Element& field : document) {
    if (IsRepeated(field, document)) {
      return MakeError(ErrorCode::kDuplicateCommandField,
                       fmt::format("BSON field '{}.{}' is a duplicate field",
                                   path, field.name()));
    }
    MEERKAT_RETURN_IF_ERROR(ReadField(field, path, request));
  }
  if (document["locale"].type() != Type::kString) {
    return MakeError(ErrorCode::kMissingCommandField,
                     fmt::format("BSON field '{}.locale' is missing but a "
                                 "required field",
                                 path));
  }
  MEERKAT_RETURN_IF_ERROR(CheckLocale(request, document));
  return request;
}

}  // namespace meerkat::bson
