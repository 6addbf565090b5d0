#include "query/projection/projection.h"

#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <variant>

#include "query/expression/evaluate.h"
#include "query/expression/node.h"
#include "query/match/matches.h"
#include "query/projection/positional.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

using projection::ArraySlice;
using projection::Computed;
using projection::Exclude;
using projection::FirstMatch;
using projection::Include;
using projection::Inner;
using projection::Metadata;
using projection::ProjectionField;
using projection::ProjectionNode;
using projection::ProjectionTree;

// The fields of one node that a document has been found to have.
class SeenFields {
 public:
  explicit SeenFields(size_t count) : bits_((count + kBits - 1) / kBits) {}

  bool Contains(size_t i) const { return (bits_[i / kBits] & Bit(i)) != 0; }
  void Add(size_t i) { bits_[i / kBits] |= Bit(i); }

 private:
  static constexpr size_t kBits = 64;
  static uint64_t Bit(size_t i) { return uint64_t{1} << (i % kBits); }

  absl::InlinedVector<uint64_t, 1> bits_;
};

// Projects one document into a builder, front to back.
class Walk {
 public:
  Walk(const ProjectionTree& tree, DocumentView root,
       ProjectionContext& context)
      : keeps_others_(tree.keeps_others),
        root_(root),
        context_(context),
        out_(context.projected) {}

  const Status& status() const { return status_; }

  // Appends the fields that are left of `document`, then what `node` adds.
  void Fields(const ProjectionNode& node, DocumentView document) {
    SeenFields seen(node.fields.size());
    size_t left = node.sought;
    for (const Element& value : document) {
      if (!keeps_others_ && left == 0) break;
      const size_t i = node.Find(value.name());
      if (i == ProjectionNode::kNone) {
        if (keeps_others_) out_.Append(value);
        continue;
      }
      if (keeps_others_) {
        Replace(node.fields[i], value);
        seen.Add(i);
      } else if (!seen.Contains(i) && Select(node.fields[i], value)) {
        seen.Add(i);
        --left;
      }
    }
    if (node.computes) AddMissing(node, seen);
  }

 private:
  // --- in an inclusion -------------------------------------------------------

  // Appends what is included of a field. False when it is to be added behind
  // all that is included.
  bool Select(const ProjectionField& field, const Element& value) {
    if (std::holds_alternative<Include>(field.role)) {
      out_.Append(value);
    } else if (const auto* inner = std::get_if<Inner>(&field.role)) {
      return Below(**inner, value) || !(*inner)->computes;
    } else if (const auto* slice = std::get_if<ArraySlice>(&field.role)) {
      Slice(*slice, value);
    } else {
      return false;
    }
    return true;
  }

  // --- where others are kept -------------------------------------------------

  void Replace(const ProjectionField& field, const Element& value) {
    if (const auto* inner = std::get_if<Inner>(&field.role)) {
      if (Below(**inner, value)) return;
      if ((*inner)->computes) {
        Create(field.name, **inner);
      } else {
        out_.Append(value);
      }
    } else if (const auto* slice = std::get_if<ArraySlice>(&field.role)) {
      Slice(*slice, value);
    } else if (std::holds_alternative<Include>(field.role)) {
      out_.Append(value);
    } else {
      AddComputed(field);
    }
  }

  // --- both ------------------------------------------------------------------

  // Projects what lies below `value`; false when nothing can.
  bool Below(const ProjectionNode& node, const Element& value) {
    if (value.type() == Type::kDocument) {
      BeginLevel(out_.OpenDocument(value.name()));
      Fields(node, value.AsDocument());
    } else if (value.type() == Type::kArray) {
      BeginLevel(out_.OpenArray(value.name()));
      Items(node, value.AsDocument());
    } else {
      return false;
    }
    EndLevel();
    return true;
  }

  void Items(const ProjectionNode& node, DocumentView array) {
    for (const Element& item : array) {
      if (item.type() == Type::kDocument) {
        BeginLevel(out_.OpenDocumentItem());
        Fields(node, item.AsDocument());
        EndLevel();
      } else if (item.type() == Type::kArray) {
        BeginLevel(out_.OpenArrayItem());
        ++arrays_in_arrays_;
        Items(node, item.AsDocument());
        --arrays_in_arrays_;
        EndLevel();
      } else if (keeps_others_ && node.computes) {
        BeginLevel(out_.OpenDocumentItem());
        AddMissing(node, SeenFields(node.fields.size()));
        EndLevel();
      } else if (keeps_others_) {
        out_.AppendItem(item);
      }
    }
  }

  // Slices reach through arrays, but not through arrays in arrays.
  void Slice(const ArraySlice& slice, const Element& value) {
    if (value.type() != Type::kArray || arrays_in_arrays_ > 0) {
      out_.Append(value);
      return;
    }
    out_.OpenArray(value.name());
    AppendSlice(slice, value.AsDocument(), out_);
    out_.Close();
  }

  void AddMissing(const ProjectionNode& node, const SeenFields& seen) {
    for (size_t i = 0; i < node.fields.size() && status_.ok(); ++i) {
      const ProjectionField& field = node.fields[i];
      if (seen.Contains(i) || !field.computes()) continue;
      if (const auto* inner = std::get_if<Inner>(&field.role)) {
        Create(field.name, **inner);
      } else {
        AddComputed(field);
      }
    }
  }

  // A document of computed fields only.
  void Create(std::string_view name, const ProjectionNode& node) {
    BeginLevel(out_.OpenDocument(name));
    AddMissing(node, SeenFields(node.fields.size()));
    EndLevel();
  }

  void AddComputed(const ProjectionField& field) {
    if (const auto* computed = std::get_if<Computed>(&field.role)) {
      AddExpression(field.name, computed->expression);
    } else if (const auto* match = std::get_if<FirstMatch>(&field.role)) {
      AddFirstMatch(field.name, match->filter);
    } else if (const auto* metadata = std::get_if<Metadata>(&field.role)) {
      AddMetadata(field.name, *metadata);
    }
  }

  void AddMetadata(std::string_view name, Metadata metadata) {
    switch (metadata) {
      case Metadata::kSortKey:
        AppendNested(name, context_.sort_key);
        return;
      case Metadata::kIndexKey:
        if (context_.index_key.exists()) AppendNested(name, context_.index_key);
        return;
      case Metadata::kRecordId:
        out_.Append(name, context_.record_id);
        return;
    }
  }

  void AddExpression(std::string_view name, const Expression& expression) {
    if (!status_.ok()) return;
    const StatusOr<Value> value = Evaluate(expression, context_.evaluation);
    if (!value.ok()) {
      status_ = value.status();
    } else if (MayDeepen(expression)) {
      AppendNested(name, *value);
    } else {
      out_.Append(name, *value);
    }
  }

  void AddFirstMatch(std::string_view name, const MatchNode& filter) {
    if (!status_.ok()) return;
    MatchContext& match = context_.match;
    match.matched_item = Element();
    match.error = absl::OkStatus();
    const bool matches = Evaluate(filter, root_, match);
    if (!match.error.ok()) {
      status_ = match.error;
    } else if (matches) {
      out_.OpenArray(name).AppendItem(match.matched_item).Close();
    }
  }

  // --- levels ----------------------------------------------------------------

  // A document or array was opened.
  void BeginLevel(const Builder&) {
    if (++levels_ > kMaxNestingDepth) RefuseDepth();
  }

  void EndLevel() {
    out_.Close();
    --levels_;
  }

  // Not when it takes a field to where it is no deeper than it was.
  bool MayDeepen(const Expression& expression) const {
    const auto* field = std::get_if<expression::Path>(&expression.node().kind);
    return field == nullptr || field->start != expression::Path::Start::kRoot ||
           !field->path.has_value() ||
           field->path->size() <= static_cast<size_t>(levels_);
  }

  // Appends what may hold too many levels.
  void AppendNested(std::string_view name, const Value& value) {
    if (!status_.ok()) return;
    if (expression::IsDeeperThan(kMaxNestingDepth - levels_, value.element())) {
      RefuseDepth();
    } else {
      out_.Append(name, value);
    }
  }

  void RefuseDepth() {
    status_ = MakeError(
        ErrorCode::kOverflow,
        fmt::format("a projected document exceeds the limit of {} levels of "
                    "nesting",
                    kMaxNestingDepth));
  }

  const bool keeps_others_;
  const DocumentView root_;
  ProjectionContext& context_;
  Builder& out_;
  // How many of the arrays around stand in an array.
  int arrays_in_arrays_ = 0;
  // How many documents and arrays are open, the root not counted.
  int levels_ = 0;
  Status status_;
};

}  // namespace

StatusOr<Projection> Projection::Parse(
    DocumentView specification, ProjectionUse use,
    const VariableNames& variables,
    const std::shared_ptr<const bson::Collator>& collator) {
  if (specification.empty() && use != ProjectionUse::kProject) {
    return Projection();
  }
  MEERKAT_ASSIGN_OR_RETURN(
      ProjectionTree tree,
      projection::ParseProjection(specification, use, variables, collator));
  return Projection(std::move(tree));
}

StatusOr<DocumentView> Projection::Apply(DocumentView document,
                                         ProjectionContext& context) const {
  if (keeps_all()) return document;
  context.projected.Clear();
  context.evaluation.set_root(document);
  Walk walk(*tree_, document, context);
  walk.Fields(tree_->root, document);
  MEERKAT_RETURN_IF_ERROR(walk.status());
  const DocumentView projected = context.projected.FinishView();
  if (!tree_->positional.has_value()) return projected;
  context.positioned.Clear();
  MEERKAT_RETURN_IF_ERROR(projection::AppendPositioned(
      projected, *tree_->positional, context.matched_position,
      context.positioned));
  return context.positioned.FinishView();
}

}  // namespace meerkat::query
