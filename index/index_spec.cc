#include "index/index_spec.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "index/excerpt.h"
#include "index/wildcard_projection.h"
#include "storage/bson/collator.h"
#include "storage/bson/compare.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::index {
namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kUniqueHashed{16764};

constexpr int64_t kMaxExpiry = std::numeric_limits<int32_t>::max();

Status CannotCreate(std::string_view why) {
  return MakeError(ErrorCode::kCannotCreateIndex, why);
}

Status WrongType(const Element& option, std::string_view expected) {
  return MakeError(
      ErrorCode::kTypeMismatch,
      fmt::format("The field '{}' must be {}, but got {}: {}", option.name(),
                  expected, TypeName(option.type()), Excerpt(option)));
}

// --- reading one option ------------------------------------------------------

StatusOr<bool> ReadFlag(const Element& option) {
  if (option.type() == Type::kBool) return option.AsBool();
  if (!option.is_number()) return WrongType(option, "a boolean or a number");
  return bson::Compare(option, Value(0).element()) != 0;
}

StatusOr<Document> ReadDocument(const Element& option) {
  if (option.type() != Type::kDocument) return WrongType(option, "an object");
  return Document(option.AsDocument());
}

StatusOr<double> ReadNumber(const Element& option) {
  if (!option.is_number()) return WrongType(option, "a number");
  return bson::ToDouble(option);
}

Status ReadName(const Element& option, IndexSpec& spec) {
  if (option.type() != Type::kString) return WrongType(option, "a string");
  spec.name = option.AsString();
  if (spec.name.empty()) {
    return CannotCreate("The index name cannot be empty");
  }
  if (spec.name.find('\0') != std::string::npos) {
    return CannotCreate("The index name cannot have a NUL in it");
  }
  return absl::OkStatus();
}

Status ReadVersion(const Element& option, IndexSpec& spec) {
  if (!option.is_number()) return WrongType(option, "a number");
  const std::optional<int64_t> v = bson::ToInt64Exact(option);
  if (!v.has_value() || *v != static_cast<int32_t>(*v)) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("Index version must be a 32-bit integer, but "
                                 "got {}",
                                 Excerpt(option)));
  }
  if (*v != 1 && *v != 2) {
    return CannotCreate(
        fmt::format("cannot create an index with v={}, only 1 and 2", *v));
  }
  spec.v = static_cast<int>(*v);
  return absl::OkStatus();
}

Status ReadUnique(const Element& option, IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(spec.unique, ReadFlag(option));
  return absl::OkStatus();
}

Status ReadSparse(const Element& option, IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(spec.sparse, ReadFlag(option));
  return absl::OkStatus();
}

Status ReadHidden(const Element& option, IndexSpec& spec) {
  if (option.type() != Type::kBool) return WrongType(option, "a boolean");
  spec.hidden = option.AsBool();
  return absl::OkStatus();
}

Status ReadPartialFilter(const Element& option, IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(spec.partial_filter, ReadDocument(option));
  return absl::OkStatus();
}

Status ReadExpiry(const Element& option, IndexSpec& spec) {
  if (!option.is_number()) {
    return CannotCreate(
        fmt::format("TTL index 'expireAfterSeconds' option "
                    "must be numeric, but got {}: {}",
                    TypeName(option.type()), Excerpt(option)));
  }
  const std::optional<int64_t> seconds = bson::ToInt64Truncated(option);
  if (!seconds.has_value() || *seconds < 0 || *seconds > kMaxExpiry) {
    return CannotCreate(
        fmt::format("TTL index 'expireAfterSeconds' option must be within 0 "
                    "and {}, but got {}",
                    kMaxExpiry, Excerpt(option)));
  }
  spec.expire_after_seconds = *seconds;
  return absl::OkStatus();
}

Status ReadCollation(const Element& option, IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(spec.collation, ReadDocument(option));
  if (!spec.collation.empty()) return absl::OkStatus();
  return MakeError(ErrorCode::kBadValue,
                   "The field 'collation' cannot be an empty object");
}

Status ReadBits(const Element& option, IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(const double bits, ReadNumber(option));
  if (!(bits >= 1 && bits < geo::kMaxBits + 1)) {
    return MakeError(ErrorCode::kInvalidOptions,
                     fmt::format("bits for hash must be > 0 and <= {}, but "
                                 "got {}",
                                 geo::kMaxBits, Excerpt(option)));
  }
  spec.plane.bits = static_cast<int>(bits);
  return absl::OkStatus();
}

Status ReadMin(const Element& option, IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(spec.plane.min, ReadNumber(option));
  return absl::OkStatus();
}

Status ReadMax(const Element& option, IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(spec.plane.max, ReadNumber(option));
  return absl::OkStatus();
}

Status ReadWildcardProjection(const Element& option, IndexSpec& spec) {
  if (spec.key.kind() != IndexKind::kWildcard) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("The field 'wildcardProjection' is only "
                                 "allowed in wildcard indexes, not with key {}",
                                 ToString(spec.key.document())));
  }
  MEERKAT_ASSIGN_OR_RETURN(spec.wildcard_projection, ReadDocument(option));
  if (!std::ranges::any_of(spec.key.parts(), &KeyPart::is_whole_wildcard)) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("The field 'wildcardProjection' needs '$**' "
                                 "among the keys, not {}",
                                 ToString(spec.key.document())));
  }
  return WildcardProjection::Parse(spec.wildcard_projection).status();
}

Status ReadDropDups(const Element& option, IndexSpec&) {
  MEERKAT_ASSIGN_OR_RETURN(const bool drop, ReadFlag(option));
  if (!drop) return absl::OkStatus();
  return MakeError(ErrorCode::kInvalidIndexSpecificationOption,
                   "The field 'dropDups' is not valid for an index "
                   "specification: building an index deletes no documents");
}

Status ReadIgnoredFlag(const Element& option, IndexSpec&) {
  return ReadFlag(option).status();
}

Status Ignore(const Element&, IndexSpec&) { return absl::OkStatus(); }

Status RefuseLater(const Element& option, IndexSpec&) {
  MEERKAT_ASSIGN_OR_RETURN(const bool is_wanted, ReadFlag(option));
  if (!is_wanted) return absl::OkStatus();
  return MakeError(ErrorCode::kNotImplemented,
                   fmt::format("this version of Meerkat does not serve the "
                               "index option '{}'",
                               option.name()));
}

Status RefuseStorageEngine(const Element& option, IndexSpec&) {
  return MakeError(ErrorCode::kInvalidOptions,
                   fmt::format("The field '{}' names options of another "
                               "storage engine: {}",
                               option.name(), Excerpt(option)));
}

Status RefuseTextOption(const Element& option, IndexSpec&) {
  return CannotCreate(
      fmt::format("The field '{}' can only be specified with "
                  "text indexes",
                  option.name()));
}

Status RefuseSphereOption(const Element& option, IndexSpec&) {
  return CannotCreate(
      fmt::format("The field '{}' can only be specified with "
                  "2dsphere indexes",
                  option.name()));
}

// --- the options -------------------------------------------------------------

// Which indexes have an option.
enum class Owner : uint8_t { kAll, kAllButId, k2d };

struct Option {
  std::string_view name;
  Owner owner;
  Status (*read)(const Element& option, IndexSpec& spec);
};

constexpr Option kOptions[] = {
    {"2dsphereIndexVersion", Owner::kAllButId, &RefuseSphereOption},
    {"background", Owner::kAllButId, &ReadIgnoredFlag},
    {"bits", Owner::k2d, &ReadBits},
    {"clustered", Owner::kAllButId, &RefuseLater},
    {"coarsestIndexedLevel", Owner::kAllButId, &RefuseSphereOption},
    {"collation", Owner::kAll, &ReadCollation},
    {"default_language", Owner::kAllButId, &RefuseTextOption},
    {"dropDups", Owner::kAllButId, &ReadDropDups},
    {"expireAfterSeconds", Owner::kAllButId, &ReadExpiry},
    {"finestIndexedLevel", Owner::kAllButId, &RefuseSphereOption},
    {"hidden", Owner::kAllButId, &ReadHidden},
    // Read before all others.
    {"key", Owner::kAll, &Ignore},
    {"language_override", Owner::kAllButId, &RefuseTextOption},
    {"max", Owner::k2d, &ReadMax},
    {"min", Owner::k2d, &ReadMin},
    {"name", Owner::kAll, &ReadName},
    {"ns", Owner::kAll, &Ignore},
    {"partialFilterExpression", Owner::kAllButId, &ReadPartialFilter},
    {"prepareUnique", Owner::kAllButId, &RefuseLater},
    {"sparse", Owner::kAllButId, &ReadSparse},
    {"storageEngine", Owner::kAllButId, &RefuseStorageEngine},
    {"textIndexVersion", Owner::kAllButId, &RefuseTextOption},
    {"unique", Owner::kAllButId, &ReadUnique},
    {"v", Owner::kAll, &ReadVersion},
    {"weights", Owner::kAllButId, &RefuseTextOption},
    {"wildcardProjection", Owner::kAllButId, &ReadWildcardProjection},
};

const Option* FindOption(std::string_view name) {
  const auto* const option = std::ranges::find(kOptions, name, &Option::name);
  return option == std::end(kOptions) ? nullptr : option;
}

Status NotValid(const Element& option, std::string_view what,
                DocumentView document) {
  return MakeError(ErrorCode::kInvalidIndexSpecificationOption,
                   fmt::format("The field '{}' is not valid for {} "
                               "specification. Specification: {}",
                               option.name(), what, Excerpt(document)));
}

Status CheckOptionNames(DocumentView document) {
  absl::flat_hash_set<std::string_view> names;
  for (const Element& option : document) {
    if (FindOption(option.name()) == nullptr) {
      return NotValid(option, "an index", document);
    }
    if (names.insert(option.name()).second) continue;
    return MakeError(ErrorCode::kDuplicateCommandField,
                     fmt::format("The field '{}' stands twice in the index "
                                 "specification {}",
                                 option.name(), Excerpt(document)));
  }
  return absl::OkStatus();
}

// {_id: 1} and {_id: -1}, which is a mistake.
bool IsOnIdOnly(const KeyPattern& key) {
  return key.parts().size() == 1 && key.kind() == IndexKind::kBtree &&
         key.parts()[0].path.text() == "_id";
}

Status CheckOwner(const Option& option, const Element& value,
                  const IndexSpec& spec, DocumentView document) {
  if (option.owner == Owner::kAll) return absl::OkStatus();
  if (spec.key.is_id()) return NotValid(value, "an _id index", document);
  if (option.owner == Owner::k2d && spec.key.kind() != IndexKind::k2d) {
    return NotValid(value, "any but a 2d index", document);
  }
  return absl::OkStatus();
}

Status ReadOptions(DocumentView document, IndexSpec& spec) {
  for (const Element& value : document) {
    const Option* option = FindOption(value.name());
    MEERKAT_RETURN_IF_ERROR(CheckOwner(*option, value, spec, document));
    MEERKAT_RETURN_IF_ERROR(option->read(value, spec));
  }
  return absl::OkStatus();
}

StatusOr<KeyPattern> ReadKey(DocumentView document) {
  const Element key = document["key"];
  if (!key.exists()) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("The 'key' field is a required property of an "
                                 "index specification: {}",
                                 Excerpt(document)));
  }
  if (key.type() != Type::kDocument) return WrongType(key, "an object");
  return KeyPattern::Parse(key.AsDocument());
}

// --- options beside each other -----------------------------------------------

Status CheckName(IndexSpec& spec) {
  if (spec.name.empty()) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("The 'name' field is a required property of "
                                 "an index specification, key {}",
                                 ToString(spec.key.document())));
  }
  if (spec.key.is_id()) {
    spec.name = kIdIndexName;
    return absl::OkStatus();
  }
  if (spec.name == kIdIndexName || IsOnIdOnly(spec.key)) {
    const Direction direction = spec.key.parts()[0].direction;
    if (spec.name == kIdIndexName || direction == Direction::kDescending) {
      return MakeError(
          ErrorCode::kBadValue,
          fmt::format("The index '{}' is on {}, but an index on _id, and one "
                      "of the name '_id_', must have key pattern {{_id: 1}}",
                      spec.name, ToString(spec.key.document())));
    }
  }
  if (spec.name != "*") return absl::OkStatus();
  return MakeError(ErrorCode::kBadValue, "The index name '*' is not valid");
}

Status CheckExpiry(const IndexSpec& spec) {
  if (!spec.expire_after_seconds.has_value()) return absl::OkStatus();
  if (spec.key.parts().size() == 1 && spec.key.kind() == IndexKind::kBtree) {
    return absl::OkStatus();
  }
  return CannotCreate(
      fmt::format("TTL indexes are on the dates of one field; "
                  "expireAfterSeconds is not for key {}",
                  ToString(spec.key.document())));
}

Status CheckSparse(const IndexSpec& spec) {
  if (!spec.sparse || !spec.partial_filter.has_value()) return absl::OkStatus();
  return CannotCreate(
      "cannot mix 'partialFilterExpression' and 'sparse' options");
}

Status CheckUnique(const IndexSpec& spec) {
  if (!spec.unique || spec.key.kind() != IndexKind::kHashed) {
    return absl::OkStatus();
  }
  return MakeError(kUniqueHashed,
                   fmt::format("hashed indexes cannot guarantee uniqueness, "
                               "key {}",
                               ToString(spec.key.document())));
}

Status CheckPlane(const IndexSpec& spec) {
  const geo::Plane& plane = spec.plane;
  const double extent = plane.max - plane.min;
  if (plane.min < plane.max && extent <= std::numeric_limits<double>::max()) {
    return absl::OkStatus();
  }
  return MakeError(
      ErrorCode::kInvalidOptions,
      fmt::format("region for hash must be valid and have positive "
                  "area, but min is {} and max is {}",
                  plane.min, plane.max));
}

Status CheckCollation(const IndexSpec& spec) {
  if (!spec.has_collation()) return absl::OkStatus();
  if (spec.v < 2) {
    return CannotCreate(fmt::format(
        "cannot create an index with the 'collation' option and v={}", spec.v));
  }
  if (spec.key.kind() != IndexKind::k2d) return absl::OkStatus();
  return CannotCreate(
      fmt::format("Index type '2d' does not support collation: {}",
                  Excerpt(spec.collation)));
}

Status CheckWildcardFields(const IndexSpec& spec) {
  const std::vector<KeyPart>& parts = spec.key.parts();
  if (parts.size() == 1 ||
      !std::ranges::any_of(parts, &KeyPart::is_whole_wildcard)) {
    return absl::OkStatus();
  }
  if (spec.wildcard_projection.empty()) {
    return CannotCreate(
        fmt::format("the key {} needs a 'wildcardProjection': '$**' must leave "
                    "out the other fields",
                    ToString(spec.key.document())));
  }
  MEERKAT_ASSIGN_OR_RETURN(const WildcardProjection projection,
                           WildcardProjection::Parse(spec.wildcard_projection));
  for (const KeyPart& part : parts) {
    if (part.is_whole_wildcard() || !projection.MayInclude(part.path)) continue;
    return CannotCreate(
        fmt::format("the field '{}' is in the wildcard of key {} too: "
                    "wildcardProjection {} must leave it out",
                    part.path.text(), ToString(spec.key.document()),
                    Excerpt(spec.wildcard_projection)));
  }
  return absl::OkStatus();
}

Status CheckWildcard(const IndexSpec& spec) {
  if (spec.key.kind() != IndexKind::kWildcard) return absl::OkStatus();
  if (spec.unique || spec.sparse) {
    return CannotCreate(
        fmt::format("Index type 'wildcard' does not support the {} option",
                    spec.unique ? "unique" : "sparse"));
  }
  return CheckWildcardFields(spec);
}

constexpr Status (*kChecks[])(const IndexSpec& spec) = {
    &CheckCollation, &CheckExpiry, &CheckSparse,
    &CheckUnique,    &CheckPlane,  &CheckWildcard,
};

StatusOr<IndexSpec> Read(DocumentView document) {
  MEERKAT_RETURN_IF_ERROR(CheckOptionNames(document));
  MEERKAT_ASSIGN_OR_RETURN(KeyPattern key, ReadKey(document));
  IndexSpec spec{.key = std::move(key)};
  MEERKAT_RETURN_IF_ERROR(ReadOptions(document, spec));
  MEERKAT_RETURN_IF_ERROR(CheckName(spec));
  return spec;
}

Status CheckTogether(const IndexSpec& spec) {
  for (const auto check : kChecks) MEERKAT_RETURN_IF_ERROR(check(spec));
  return absl::OkStatus();
}

// What was not said is what the locale has; "simple" is none.
Status CompleteCollation(IndexSpec& spec) {
  if (!spec.has_collation()) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(const std::shared_ptr<const bson::Collator> collator,
                           bson::Collator::Make(spec.collation, "collation"));
  spec.collation =
      collator == nullptr ? Document() : collator->collation().ToBson();
  return absl::OkStatus();
}

void AppendIfTrue(Builder& out, std::string_view name, bool flag) {
  if (flag) out.Append(name, true);
}

void AppendPlane(Builder& out, const geo::Plane& plane) {
  const geo::Plane usual;
  if (plane.bits != usual.bits) out.Append("bits", plane.bits);
  if (plane.min != usual.min) out.Append("min", plane.min);
  if (plane.max != usual.max) out.Append("max", plane.max);
}

bool IsEqual(const std::optional<Document>& a,
             const std::optional<Document>& b) {
  if (!a.has_value() || !b.has_value()) return a.has_value() == b.has_value();
  return bson::Equal(*a, *b);
}

bool HasSameEntries(const IndexSpec& a, const IndexSpec& b) {
  return a.key == b.key && a.unique == b.unique && a.sparse == b.sparse &&
         bson::Equal(a.collation, b.collation) &&
         bson::Equal(a.wildcard_projection, b.wildcard_projection) &&
         IsEqual(a.partial_filter, b.partial_filter);
}

Status Conflict(ErrorCode code, std::string_view what, const IndexSpec& wanted,
                const IndexSpec& existing) {
  return MakeError(
      code, fmt::format("{}. Requested index: {}, existing index: {}", what,
                        Excerpt(wanted.ToDocument()),
                        Excerpt(existing.ToDocument())));
}

}  // namespace

StatusOr<IndexSpec> IndexSpec::Parse(DocumentView document) {
  MEERKAT_ASSIGN_OR_RETURN(IndexSpec spec, Read(document));
  MEERKAT_RETURN_IF_ERROR(CompleteCollation(spec));
  MEERKAT_RETURN_IF_ERROR(CheckTogether(spec));
  return spec;
}

StatusOr<IndexSpec> IndexSpec::FromStored(DocumentView document) {
  StatusOr<IndexSpec> spec = Read(document);
  const Status status = spec.ok() ? CheckTogether(*spec) : spec.status();
  if (status.ok()) return spec;
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   fmt::format("a stored index specification is damaged: {}",
                               ErrorMessageOf(status)));
}

Document IndexSpec::ToDocument() const {
  Builder out;
  out.Append("v", v).Append("key", key.document()).Append("name", name);
  AppendIfTrue(out, "unique", unique);
  AppendIfTrue(out, "sparse", sparse);
  AppendIfTrue(out, "hidden", hidden);
  if (partial_filter.has_value()) {
    out.Append("partialFilterExpression", *partial_filter);
  }
  if (expire_after_seconds.has_value()) {
    out.Append("expireAfterSeconds", static_cast<int>(*expire_after_seconds));
  }
  if (has_collation()) out.Append("collation", collation);
  if (!wildcard_projection.empty()) {
    out.Append("wildcardProjection", wildcard_projection);
  }
  AppendPlane(out, plane);
  return std::move(out).Finish();
}

SpecMatch Match(const IndexSpec& a, const IndexSpec& b) {
  if (!HasSameEntries(a, b)) return SpecMatch::kDifferent;
  const bool is_identical =
      a.expire_after_seconds == b.expire_after_seconds && a.plane == b.plane;
  return is_identical ? SpecMatch::kIdentical : SpecMatch::kEquivalent;
}

StatusOr<bool> IsSameIndex(const IndexSpec& wanted, const IndexSpec& existing) {
  const bool has_same_name = wanted.name == existing.name;
  const SpecMatch match = Match(wanted, existing);
  if (match == SpecMatch::kDifferent) {
    if (!has_same_name) return false;
    return Conflict(ErrorCode::kIndexKeySpecsConflict,
                    "An existing index has the same name as the requested one",
                    wanted, existing);
  }
  if (match == SpecMatch::kIdentical && has_same_name) return true;
  return Conflict(
      ErrorCode::kIndexOptionsConflict,
      match == SpecMatch::kEquivalent
          ? fmt::format("An equivalent index exists with the name '{}' and "
                        "other options",
                        existing.name)
          : fmt::format("Index already exists with a different name: {}",
                        existing.name),
      wanted, existing);
}

}  // namespace meerkat::index
