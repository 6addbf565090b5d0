#include "index/wildcard_projection.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "index/excerpt.h"
#include "storage/bson/compare.h"
#include "storage/status_macros.h"

namespace meerkat::index {
namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kPathCollision{31250};
constexpr ErrorCode kPathRemainderCollision{31249};
constexpr ErrorCode kInclusionInExclusion{31253};
constexpr ErrorCode kExclusionInInclusion{31254};
constexpr ErrorCode kNotAFlag{31325};
constexpr ErrorCode kEmptySubprojection{51270};

using Node = WildcardProjection::Node;

bool IsFlag(const Element& value) {
  return value.is_number() || value.type() == Type::kBool;
}

bool IsTrue(const Element& flag) {
  if (flag.type() == Type::kBool) return flag.AsBool();
  return bson::Compare(flag, Value(0).element()) != 0;
}

bool HasNamedField(const Node& node) { return !node.fields.empty(); }

// Makes `path` an end of the tree.
Status AddPath(Node& root, const bson::FieldPath& path, bool is_included) {
  Node* node = &root;
  for (size_t i = 0; i < path.size(); ++i) {
    if (node->is_end) {
      return MakeError(
          kPathRemainderCollision,
          fmt::format("wildcardProjection: Path collision at '{}': "
                      "a part of it is there already",
                      path.text()));
    }
    node = &node->fields[std::string(path[i])];
  }
  if (node->is_end || HasNamedField(*node)) {
    return MakeError(
        kPathCollision,
        fmt::format("wildcardProjection: Path collision at '{}'", path.text()));
  }
  node->is_end = true;
  node->is_included = is_included;
  return absl::OkStatus();
}

// Reads a projection into a tree.
class Reader {
 public:
  Status ReadAll(DocumentView projection, const std::string& prefix) {
    for (const Element& field : projection) {
      const std::string path = prefix + std::string(field.name());
      MEERKAT_RETURN_IF_ERROR(ReadOne(field, path));
    }
    return absl::OkStatus();
  }

  // Fields that are not named are in the index if no named one but _id is.
  Node Finish() && {
    root_.is_included = !includes_.value_or(id_.value_or(false));
    if (!id_.has_value() &&
        (root_.is_included || !root_.fields.contains("_id"))) {
      root_.fields["_id"] = Node{.is_end = true, .fields = {}};
    }
    return std::move(root_);
  }

 private:
  Status ReadOne(const Element& field, const std::string& path) {
    if (field.type() == Type::kDocument) {
      if (field.AsDocument().empty()) {
        return MakeError(kEmptySubprojection,
                         fmt::format("wildcardProjection: the document at '{}' "
                                     "is empty",
                                     path));
      }
      return ReadAll(field.AsDocument(), path + ".");
    }
    if (!IsFlag(field)) {
      return MakeError(kNotAFlag,
                       fmt::format("wildcardProjection: the value of '{}' must "
                                   "be a number or a boolean, found {}",
                                   path, Excerpt(field)));
    }
    return AddFlag(path, IsTrue(field));
  }

  Status AddFlag(const std::string& path, bool is_included) {
    MEERKAT_ASSIGN_OR_RETURN(const bson::FieldPath parsed,
                             bson::FieldPath::Parse(path));
    if (path == "_id") {
      id_ = is_included;
    } else if (includes_.has_value() && *includes_ != is_included) {
      return MakeError(
          is_included ? kInclusionInExclusion : kExclusionInInclusion,
          fmt::format("wildcardProjection: Cannot do {} on field '{}'",
                      is_included ? "inclusion in exclusion projection"
                                  : "exclusion in inclusion projection",
                      path));
    } else {
      includes_ = is_included;
    }
    return AddPath(root_, parsed, is_included);
  }

  Node root_;
  // What the fields other than _id say.
  std::optional<bool> includes_;
  std::optional<bool> id_;
};

}  // namespace

WildcardProjection WildcardProjection::Below(std::string_view root) {
  Node tree;
  if (root.empty()) {
    tree.is_included = true;
    tree.fields["_id"].is_end = true;
    return WildcardProjection(std::make_shared<const Node>(std::move(tree)));
  }
  Node* node = &tree;
  const bson::FieldPath path = bson::FieldPath::Split(root);
  for (size_t i = 0; i < path.size(); ++i) {
    node = &node->fields[std::string(path[i])];
  }
  node->is_end = true;
  node->is_included = true;
  return WildcardProjection(std::make_shared<const Node>(std::move(tree)));
}

StatusOr<WildcardProjection> WildcardProjection::Parse(
    DocumentView projection) {
  if (projection.size() > kMaxSize) {
    return MakeError(ErrorCode::kCannotCreateIndex,
                     fmt::format("wildcardProjection of {} bytes is too large: "
                                 "{} are allowed",
                                 projection.size(), kMaxSize));
  }
  if (projection.empty()) {
    return MakeError(ErrorCode::kFailedToParse,
                     "The 'wildcardProjection' field can't be an empty object");
  }
  Reader reader;
  MEERKAT_RETURN_IF_ERROR(reader.ReadAll(projection, {}));
  return WildcardProjection(
      std::make_shared<const Node>(std::move(reader).Finish()));
}

WildcardProjection::Place WildcardProjection::Root() const {
  return Place(root_.get(), root_->is_included);
}

WildcardProjection::Place WildcardProjection::Place::Field(
    std::string_view name) const {
  if (node_ == nullptr) return *this;
  const auto field = node_->fields.find(name);
  if (field == node_->fields.end()) return Place(nullptr, is_included_);
  if (field->second.is_end) return Place(nullptr, field->second.is_included);
  return Place(&field->second, is_included_);
}

bool WildcardProjection::MayInclude(const bson::FieldPath& path) const {
  Place place = Root();
  for (size_t i = 0; i < path.size(); ++i) place = place.Field(path[i]);
  return !place.is_out();
}

}  // namespace meerkat::index
