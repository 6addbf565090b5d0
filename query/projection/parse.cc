#include "query/projection/parse.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <string>
#include <string_view>
#include <utility>

#include "query/expression/operator_table.h"
#include "query/match/collate.h"
#include "query/match/parse.h"
#include "query/match/whole_filter.h"
#include "query/projection/metadata.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::projection {

namespace {

using bson::FieldPath;

// Errors that MongoDB gives no name.
constexpr ErrorCode kCollisionBelow{31249};
constexpr ErrorCode kCollision{31250};
constexpr ErrorCode kInclusionInExclusion{31253};
constexpr ErrorCode kExclusionInInclusion{31254};
constexpr ErrorCode kExpressionInExclusion{31252};
constexpr ErrorCode kPositionalAfterElemMatch{31256};
constexpr ErrorCode kElemMatchAfterPositional{31255};
constexpr ErrorCode kPositionalExpression{31271};
constexpr ErrorCode kElemMatchNoDocument{31274};
constexpr ErrorCode kElemMatchBelow{31275};
constexpr ErrorCode kPositionalTwice{31276};
constexpr ErrorCode kPositionalValue{31308};
constexpr ErrorCode kValueInExclusion{31310};
constexpr ErrorCode kPositionalInStage{31324};
constexpr ErrorCode kUnknownExpression{31325};
constexpr ErrorCode kPositionalInMiddle{31394};
constexpr ErrorCode kPositionalExclusion{31395};
constexpr ErrorCode kAddFieldsCollision{40176};
constexpr ErrorCode kAddFieldsOperators{40181};
constexpr ErrorCode kAddFieldsDot{40183};
constexpr ErrorCode kEmptyValue{51270};
constexpr ErrorCode kProjectEmpty{51272};

constexpr std::string_view kId = "_id";
constexpr std::string_view kPositional = ".$";

template <typename... Arguments>
Status Error(ErrorCode code, fmt::format_string<Arguments...> format,
             Arguments&&... arguments) {
  return MakeError(code,
                   fmt::format(format, std::forward<Arguments>(arguments)...));
}

bool IsFlag(const Element& value) {
  return value.is_number() || value.type() == Type::kBool;
}

bool IsTrue(const Element& flag) {
  if (flag.type() == Type::kBool) return flag.AsBool();
  return bson::ToInt64Exact(flag) != 0;
}

bool BeginsWithOperator(const Element& value) {
  return value.type() == Type::kDocument && !value.AsDocument().empty() &&
         value.AsDocument().begin()->name().starts_with('$');
}

// {$op: ...} and nothing else.
bool IsOperator(const Element& value) {
  return BeginsWithOperator(value) &&
         ++value.AsDocument().begin() == value.AsDocument().end();
}

// Merges the fields of a specification into a tree, in their order.
class Parser {
 public:
  Parser(ProjectionUse use, const VariableNames& variables,
         const std::shared_ptr<const bson::Collator>& collator)
      : use_(use), variables_(variables), collator_(collator) {}

  Status ParseFields(std::string_view parent, DocumentView fields) {
    for (const Element& field : fields) {
      MEERKAT_RETURN_IF_ERROR(ParseField(parent, field));
    }
    return absl::OkStatus();
  }

  Status CheckNotEmpty(DocumentView specification) const {
    if (!specification.empty() || use_ != ProjectionUse::kProject) {
      return absl::OkStatus();
    }
    return Error(kProjectEmpty,
                 "projection specification must have at least one field");
  }

  ProjectionTree Finish() {
    tree_.keeps_others = KeepsOthers();
    if (use_ != ProjectionUse::kAddFields) SettleId();
    Summarize(tree_.root);
    return std::move(tree_);
  }

 private:
  enum class Kind : uint8_t { kUndecided, kInclusion, kExclusion };

  bool in_find() const { return use_ == ProjectionUse::kFind; }
  bool adds() const { return use_ == ProjectionUse::kAddFields; }

  // --- one field of the specification ----------------------------------------

  Status ParseField(std::string_view parent, const Element& field) {
    std::string path(parent);
    if (!path.empty()) path += '.';
    path += field.name();
    if (adds() && !parent.empty() &&
        field.name().find('.') != std::string_view::npos) {
      return Error(kAddFieldsDot,
                   "'{}': the names of a document inside may not contain dots, "
                   "found '{}'",
                   parent, field.name());
    }
    if (!adds()) {
      if (path.find(".$.") != path.npos) {
        return Error(kPositionalInMiddle,
                     "'{}': the positional operator may only be used at the "
                     "end of a path, for example: a.b.$",
                     path);
      }
      if (path.ends_with(kPositional)) return ParsePositional(path, field);
    }
    MEERKAT_ASSIGN_OR_RETURN(const FieldPath parsed, FieldPath::Parse(path));
    return ParseValue(parsed, field);
  }

  Status ParseValue(const FieldPath& path, const Element& value) {
    if (IsOperator(value)) return ParseOperator(path, value);
    if (adds() && BeginsWithOperator(value)) {
      return Error(kAddFieldsOperators,
                   "'{}': an expression has one operator and nothing beside "
                   "it, found {}",
                   path.text(), ToString(value));
    }
    const bool is_document = value.type() == Type::kDocument;
    if (is_document && !value.AsDocument().empty()) {
      return ParseFields(path.text(), value.AsDocument());
    }
    if (is_document && !adds()) {
      return Error(kEmptyValue, "'{}': an empty document is no projection",
                   path.text());
    }
    if (IsFlag(value) && !adds()) return ParseFlag(path, value);
    return ParseComputed(path, value);
  }

  Status ParseFlag(const FieldPath& path, const Element& flag) {
    const bool is_true = IsTrue(flag);
    if (path.text() == kId) {
      includes_id_ = is_true;
    } else if (is_true) {
      MEERKAT_RETURN_IF_ERROR(BeInclusion(path.text()));
    } else {
      MEERKAT_RETURN_IF_ERROR(BeExclusion(path.text()));
    }
    return is_true ? Insert(path, Include()) : Insert(path, Exclude());
  }

  Status ParseComputed(const FieldPath& path, const Element& value) {
    MEERKAT_RETURN_IF_ERROR(BeComputing(path, value));
    MEERKAT_ASSIGN_OR_RETURN(Expression expression, ParseOperand(path, value));
    return Insert(path, Computed{std::move(expression)});
  }

  StatusOr<Expression> ParseOperand(const FieldPath& path,
                                    const Element& value) const {
    if (IsOperator(value)) {
      // Inside an expression the error would be another one.
      const std::string_view name = value.AsDocument().begin()->name();
      const bool is_of_find = name == "$elemMatch";
      if (!adds() && !is_of_find && !expression::IsKnownOperator(name)) {
        return Error(kUnknownExpression, "'{}': Unknown expression {}",
                     path.text(), name);
      }
    }
    return ParseExpression(value, variables_);
  }

  // --- operators of projections ----------------------------------------------

  Status ParseOperator(const FieldPath& path, const Element& value) {
    const Element operand = *value.AsDocument().begin();
    if (operand.name() == "$meta" && !adds()) {
      if (!in_find()) MEERKAT_RETURN_IF_ERROR(BeComputing(path, value));
      return ParseMeta(path, operand);
    }
    if (in_find()) {
      if (operand.name() == "$elemMatch") {
        return ParseElemMatch(path, operand);
      }
      if (operand.name() == "$slice" && IsArraySlice(operand) &&
          !IsBehindPositional(path)) {
        MEERKAT_ASSIGN_OR_RETURN(const ArraySlice slice,
                                 ParseArraySlice(path.text(), operand));
        return Insert(path, slice);
      }
    }
    return ParseComputed(path, value);
  }

  // There $slice is read as the expression, which refuses a lone number.
  bool IsBehindPositional(const FieldPath& path) const {
    return tree_.positional.has_value() && *tree_.positional == path;
  }

  Status ParsePositional(std::string_view path, const Element& value) {
    const FieldPath array =
        FieldPath::Split(path.substr(0, path.size() - kPositional.size()));
    MEERKAT_RETURN_IF_ERROR(FieldPath::Parse(array.text()).status());
    if (!in_find()) {
      return Error(kPositionalInStage,
                   "'{}': the positional operator is for find only", path);
    }
    MEERKAT_RETURN_IF_ERROR(CheckPositionalValue(path, value));
    MEERKAT_RETURN_IF_ERROR(CheckPositionalIsAlone(path));
    kind_ = Kind::kInclusion;
    tree_.positional = array;
    return Insert(array, Include());
  }

  static Status CheckPositionalValue(std::string_view path,
                                     const Element& value) {
    if (value.type() == Type::kDocument) {
      return Error(kPositionalExpression,
                   "'{}': the positional operator takes no expression and no "
                   "document, found {}",
                   path, ToString(value));
    }
    if (!IsFlag(value)) {
      return Error(kPositionalValue,
                   "'{}': the positional operator takes 1 or true, found {}",
                   path, ToString(value));
    }
    return IsTrue(value) ? absl::OkStatus() : RefuseExclusion(path);
  }

  static Status RefuseExclusion(std::string_view path) {
    return Error(kPositionalExclusion,
                 "'{}': positional projection cannot be used with exclusion",
                 path);
  }

  Status CheckPositionalIsAlone(std::string_view path) const {
    if (kind_ == Kind::kExclusion) return RefuseExclusion(path);
    if (tree_.positional.has_value()) {
      return Error(kPositionalTwice,
                   "'{}': a projection may have one positional operator, and "
                   "'{}.$' is there",
                   path, tree_.positional->text());
    }
    if (has_elem_match_) {
      return Error(kPositionalAfterElemMatch,
                   "'{}': Cannot specify positional operator and $elemMatch",
                   path);
    }
    return absl::OkStatus();
  }

  Status ParseElemMatch(const FieldPath& path, const Element& operand) {
    if (operand.type() != Type::kDocument) {
      return Error(kElemMatchNoDocument,
                   "'{}': $elemMatch takes a document, found {}", path.text(),
                   ToString(operand));
    }
    if (path.size() > 1) {
      return Error(kElemMatchBelow,
                   "'{}': Cannot use $elemMatch projection on a nested field",
                   path.text());
    }
    if (tree_.positional.has_value()) {
      return Error(kElemMatchAfterPositional,
                   "'{}': Cannot specify positional operator and $elemMatch",
                   path.text());
    }
    has_elem_match_ = true;
    Builder filter;
    filter.OpenDocument(path.text()).Append(operand).Close();
    MEERKAT_ASSIGN_OR_RETURN(MatchNode node,
                             ParseConditions(filter.FinishView()));
    MEERKAT_RETURN_IF_ERROR(CheckFilterOfProjection(node));
    if (collator_ != nullptr) Collate(node, collator_);
    return Insert(path, FirstMatch{std::move(node)});
  }

  Status ParseMeta(const FieldPath& path, const Element& operand) {
    MEERKAT_ASSIGN_OR_RETURN(const Metadata metadata,
                             ParseMetadata(path.text(), operand));
    tree_.metadata.insert(metadata);
    return Insert(path, metadata);
  }

  // --- inclusion or exclusion ------------------------------------------------

  Status BeInclusion(std::string_view path) {
    if (kind_ == Kind::kExclusion) {
      return Error(kInclusionInExclusion,
                   "Cannot do inclusion on field {} in exclusion projection",
                   path);
    }
    kind_ = Kind::kInclusion;
    return absl::OkStatus();
  }

  // An expression includes; in $addFields it is neither.
  Status BeComputing(const FieldPath& path, const Element& value) {
    if (kind_ == Kind::kExclusion) {
      return Error(
          IsOperator(value) ? kExpressionInExclusion : kValueInExclusion,
          "Cannot use an expression {}: {} in an exclusion projection",
          path.text(), ToString(value));
    }
    if (!adds()) kind_ = Kind::kInclusion;
    return absl::OkStatus();
  }

  Status BeExclusion(std::string_view path) {
    if (kind_ == Kind::kInclusion) {
      return Error(kExclusionInInclusion,
                   "Cannot do exclusion on field {} in inclusion projection",
                   path);
    }
    kind_ = Kind::kExclusion;
    return absl::OkStatus();
  }

  // Where no field says which it is: {_id: 1} and $elemMatch include, {},
  // {_id: 0}, $slice and $meta exclude.
  bool KeepsOthers() const {
    if (adds()) return true;
    if (kind_ != Kind::kUndecided) return kind_ == Kind::kExclusion;
    return !has_elem_match_ && includes_id_ != true;
  }

  // The _id is included unless it is excluded by name.
  void SettleId() {
    std::vector<ProjectionField>& fields = tree_.root.fields;
    const size_t place = tree_.root.Find(kId);
    const bool is_there = place != ProjectionNode::kNone;
    if (!is_there && !tree_.keeps_others) {
      tree_.root.Add({std::string(kId), Include()});
    }
    if (!is_there) return;
    const bool goes_without_saying =
        tree_.keeps_others
            ? std::holds_alternative<Include>(fields[place].role)
            : std::holds_alternative<Exclude>(fields[place].role);
    if (goes_without_saying) tree_.root.Remove(place);
  }

  // --- the tree --------------------------------------------------------------

  Status Insert(const FieldPath& path, ProjectionField::Role role) {
    ProjectionNode* node = &tree_.root;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
      const size_t place = node->Find(path[i]);
      ProjectionField& field =
          place != ProjectionNode::kNone
              ? node->fields[place]
              : node->Add(
                    {std::string(path[i]), std::make_unique<ProjectionNode>()});
      auto* inner = std::get_if<Inner>(&field.role);
      if (inner == nullptr) return CollideBelow(path, i);
      node = inner->get();
    }
    const std::string_view name = path[path.size() - 1];
    if (node->Find(name) != ProjectionNode::kNone) {
      return Error(adds() ? kAddFieldsCollision : kCollision,
                   "Path collision at {}", path.text());
    }
    node->Add({std::string(name), std::move(role)});
    return absl::OkStatus();
  }

  // There is a field that ends at component `i` of `path`.
  Status CollideBelow(const FieldPath& path, size_t i) const {
    const auto rest =
        static_cast<size_t>(path[i + 1].data() - path.text().data());
    return Error(adds() ? kAddFieldsCollision : kCollisionBelow,
                 "Path collision at {} remaining portion {}", path.text(),
                 path.text().substr(rest));
  }

  static void Summarize(ProjectionNode& node) {
    for (ProjectionField& field : node.fields) {
      if (auto* inner = std::get_if<Inner>(&field.role)) Summarize(**inner);
      node.computes |= field.computes();
      node.sought += std::holds_alternative<Include>(field.role) ||
                     std::holds_alternative<ArraySlice>(field.role) ||
                     std::holds_alternative<Inner>(field.role);
    }
  }

  const ProjectionUse use_;
  const VariableNames& variables_;
  const std::shared_ptr<const bson::Collator>& collator_;
  ProjectionTree tree_;
  Kind kind_ = Kind::kUndecided;
  // What the specification says of the _id, if it does.
  std::optional<bool> includes_id_;
  bool has_elem_match_ = false;
};

}  // namespace

StatusOr<ProjectionTree> ParseProjection(
    DocumentView specification, ProjectionUse use,
    const VariableNames& variables,
    const std::shared_ptr<const bson::Collator>& collator) {
  Parser parser(use, variables, collator);
  MEERKAT_RETURN_IF_ERROR(parser.CheckNotEmpty(specification));
  MEERKAT_RETURN_IF_ERROR(parser.ParseFields({}, specification));
  return parser.Finish();
}

}  // namespace meerkat::query::projection
