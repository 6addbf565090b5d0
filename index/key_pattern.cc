#include "index/key_pattern.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "storage/bson/compare.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::index {
namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kTwoPlaces{16800};
constexpr ErrorCode kPlaceNotFirst{16801};
constexpr ErrorCode kTwoHashedFields{31303};

constexpr std::string_view kWildcardName = "$**";

Status Refuse(DocumentView key, std::string_view why) {
  return MakeError(ErrorCode::kCannotCreateIndex,
                   fmt::format("Index key pattern {}: {}", ToString(key), why));
}

bool IsWildcardName(std::string_view name) {
  return name == kWildcardName || name.ends_with(".$**");
}

// --- the kind of the index ---------------------------------------------------

// What a string as the value of a field stands for.
struct Plugin {
  std::string_view name;
  PartKind part;
  IndexKind kind;
};
constexpr Plugin kPlugins[] = {
    {"2d", PartKind::k2d, IndexKind::k2d},
    {"hashed", PartKind::kHashed, IndexKind::kHashed},
};

StatusOr<const Plugin*> FindPlugin(DocumentView key, std::string_view name) {
  const auto* const plugin = std::ranges::find(kPlugins, name, &Plugin::name);
  if (plugin != std::end(kPlugins)) return plugin;
  if (name == "text" || name == "2dsphere") {
    return MakeError(
        ErrorCode::kNotImplemented,
        fmt::format("this version of Meerkat does not serve '{}' indexes, as "
                    "key pattern {} asks for",
                    name, ToString(key)));
  }
  if (name == "geoHaystack") {
    return Refuse(key, "'geoHaystack' indexes do not exist any more, see '2d'");
  }
  return Refuse(key, fmt::format("Unknown index plugin '{}'", name));
}

// The plugin that all strings among the values name; null when there is none.
StatusOr<const Plugin*> PluginOf(DocumentView key) {
  const Plugin* found = nullptr;
  for (const Element& field : key) {
    if (field.type() != Type::kString) continue;
    MEERKAT_ASSIGN_OR_RETURN(const Plugin* const plugin,
                             FindPlugin(key, field.AsString()));
    if (found != nullptr && found != plugin) {
      return Refuse(key, "there can be one kind of index only");
    }
    found = plugin;
  }
  return found;
}

// --- one field ---------------------------------------------------------------

Status CheckValue(DocumentView key, const Element& field) {
  if (field.type() == Type::kString) return absl::OkStatus();
  if (!field.is_number()) {
    return Refuse(key, fmt::format("the value of '{}' cannot be of type {}: "
                                   "numbers but 0, and strings, are allowed",
                                   field.name(), TypeName(field.type())));
  }
  if (bson::IsNaN(field)) {
    return Refuse(key,
                  fmt::format("the value of '{}' cannot be NaN", field.name()));
  }
  if (bson::Compare(field, Value(0).element()) == 0) {
    return Refuse(key,
                  fmt::format("the value of '{}' cannot be 0", field.name()));
  }
  return absl::OkStatus();
}

// These may be part of a DBRef.
bool IsDbRefName(std::string_view name) {
  return name == "$id" || name == "$ref" || name == "$db";
}

Status CheckName(DocumentView key, const Element& field) {
  if (field.name().empty()) return Refuse(key, "a field name is empty");
  if (field.name() == "_fts") {
    return Refuse(key, "the field '_fts' is for text indexes only");
  }
  const bson::FieldPath path = bson::FieldPath::Split(field.name());
  for (size_t i = 0; i < path.size(); ++i) {
    const std::string_view component = path[i];
    if (component.empty()) {
      return Refuse(key, fmt::format("the path '{}' has an empty component",
                                     field.name()));
    }
    if (component.front() != '$') continue;
    const bool is_wildcard = i + 1 == path.size() && component == kWildcardName;
    if (is_wildcard || (i > 0 && IsDbRefName(component))) continue;
    return Refuse(key, fmt::format("illegal field name '{}': a component "
                                   "starts with '$'",
                                   field.name()));
  }
  return absl::OkStatus();
}

Direction DirectionOf(const Element& field) {
  const bool is_negative =
      field.is_number() && bson::Compare(field, Value(0).element()) < 0;
  return is_negative ? Direction::kDescending : Direction::kAscending;
}

PartKind PartOf(Direction direction) {
  return direction == Direction::kAscending ? PartKind::kAscending
                                            : PartKind::kDescending;
}

StatusOr<KeyPart> ParsePart(DocumentView key, const Element& field,
                            const Plugin* plugin) {
  MEERKAT_RETURN_IF_ERROR(CheckValue(key, field));
  MEERKAT_RETURN_IF_ERROR(CheckName(key, field));
  const Direction direction = DirectionOf(field);
  const bool is_special = field.type() == Type::kString;
  std::string_view path = field.name();
  if (IsWildcardName(path)) {
    if (is_special) {
      return Refuse(key,
                    fmt::format("the value of '{}' must be a number", path));
    }
    path.remove_suffix(std::min(path.size(), kWildcardName.size() + 1));
    return KeyPart{bson::FieldPath::Split(path), PartKind::kWildcard,
                   direction};
  }
  const PartKind kind = is_special ? plugin->part : PartOf(direction);
  return KeyPart{bson::FieldPath::Split(path), kind, direction};
}

// --- all fields together -----------------------------------------------------

size_t Count(const std::vector<KeyPart>& parts, PartKind kind) {
  return static_cast<size_t>(std::ranges::count(parts, kind, &KeyPart::kind));
}

bool HasPrefix(std::string_view path, std::string_view prefix) {
  return prefix.empty() ||
         (path.starts_with(prefix) &&
          (path.size() == prefix.size() || path[prefix.size()] == '.'));
}

Status CheckPlaces(DocumentView key, const std::vector<KeyPart>& parts) {
  if (Count(parts, PartKind::k2d) > 1) {
    return MakeError(kTwoPlaces, fmt::format("Index key pattern {}: there can "
                                             "be one geo field only",
                                             ToString(key)));
  }
  if (parts.front().kind != PartKind::k2d) {
    return MakeError(
        kPlaceNotFirst,
        fmt::format("Index key pattern {}: 2d has to be first in the index",
                    ToString(key)));
  }
  return absl::OkStatus();
}

Status CheckHashed(DocumentView key, const std::vector<KeyPart>& parts) {
  const size_t count = Count(parts, PartKind::kHashed);
  if (count <= 1) return absl::OkStatus();
  return MakeError(kTwoHashedFields,
                   fmt::format("Index key pattern {}: one field may be hashed, "
                               "{} are",
                               ToString(key), count));
}

// A field is in the wildcard or beside it, not both. "$**" leaves out what the
// projection of the index leaves out, which is not known here.
Status CheckWildcard(DocumentView key, const std::vector<KeyPart>& parts) {
  if (Count(parts, PartKind::kWildcard) > 1) {
    return Refuse(key, "there can be one wildcard only");
  }
  const auto wildcard =
      std::ranges::find(parts, PartKind::kWildcard, &KeyPart::kind);
  if (wildcard->is_whole_wildcard()) return absl::OkStatus();
  const std::string_view root = wildcard->path.text();
  for (const KeyPart& part : parts) {
    const std::string_view path = part.path.text();
    if (&part == &*wildcard) continue;
    if (!HasPrefix(path, root) && !HasPrefix(root, path)) continue;
    return Refuse(key, fmt::format("the field '{}' and the wildcard '{}.$**' "
                                   "overlap",
                                   path, root));
  }
  return absl::OkStatus();
}

StatusOr<IndexKind> KindOf(DocumentView key, const std::vector<KeyPart>& parts,
                           const Plugin* plugin) {
  const bool is_wildcard = Count(parts, PartKind::kWildcard) > 0;
  if (is_wildcard && plugin != nullptr) {
    return Refuse(key, "there can be one kind of index only");
  }
  if (is_wildcard) {
    MEERKAT_RETURN_IF_ERROR(CheckWildcard(key, parts));
    return IndexKind::kWildcard;
  }
  if (plugin == nullptr) return IndexKind::kBtree;
  MEERKAT_RETURN_IF_ERROR(plugin->kind == IndexKind::k2d
                              ? CheckPlaces(key, parts)
                              : CheckHashed(key, parts));
  return plugin->kind;
}

Status CheckSize(DocumentView key) {
  if (key.size() > kMaxKeyPatternSize) {
    return MakeError(ErrorCode::kCannotCreateIndex,
                     fmt::format("Index key pattern of {} bytes is too large: "
                                 "{} are allowed",
                                 key.size(), kMaxKeyPatternSize));
  }
  const auto fields =
      static_cast<size_t>(std::distance(key.begin(), key.end()));
  if (fields == 0) return Refuse(key, "Index keys cannot be empty");
  if (fields > kMaxKeyParts) {
    return Refuse(key, fmt::format("{} fields are too many: {} are allowed",
                                   fields, kMaxKeyParts));
  }
  return absl::OkStatus();
}

Status CheckDistinct(DocumentView key) {
  absl::flat_hash_set<std::string_view> names;
  for (const Element& field : key) {
    if (names.insert(field.name()).second) continue;
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("The field '{}' appears more than once in the "
                                 "index key pattern {}",
                                 field.name(), ToString(key)));
  }
  return absl::OkStatus();
}

// As JavaScript prints it: 1 for 1.0.
std::string NameOfValue(const Element& value) {
  if (value.type() == Type::kString) return std::string(value.AsString());
  if (const auto whole = bson::ToInt64Exact(value))
    return fmt::format("{}", *whole);
  return fmt::format("{}", bson::ToDouble(value));
}

}  // namespace

StatusOr<KeyPattern> KeyPattern::Parse(DocumentView key) {
  MEERKAT_RETURN_IF_ERROR(CheckSize(key));
  MEERKAT_RETURN_IF_ERROR(CheckDistinct(key));
  MEERKAT_ASSIGN_OR_RETURN(const Plugin* const plugin, PluginOf(key));
  std::vector<KeyPart> parts;
  for (const Element& field : key) {
    MEERKAT_ASSIGN_OR_RETURN(KeyPart part, ParsePart(key, field, plugin));
    parts.push_back(std::move(part));
  }
  MEERKAT_ASSIGN_OR_RETURN(const IndexKind kind, KindOf(key, parts, plugin));
  return KeyPattern(Document(key), std::move(parts), kind);
}

std::string KeyPattern::DefaultName() const {
  std::string name;
  for (const Element& field : document_) {
    if (!name.empty()) name += '_';
    name += fmt::format("{}_{}", field.name(), NameOfValue(field));
  }
  return name;
}

bool KeyPattern::is_id() const {
  return parts_.size() == 1 && parts_[0].path.text() == "_id" &&
         bson::ToInt64Exact(*document_.begin()) == 1;
}

bool operator==(const KeyPattern& a, const KeyPattern& b) {
  return bson::Equal(a.document_, b.document_);
}

}  // namespace meerkat::index
