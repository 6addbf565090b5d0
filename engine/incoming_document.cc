#include "engine/incoming_document.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <utility>

#include "engine/shell_text.h"
#include "index/key_encoder.h"
#include "storage/bson/compare.h"
#include "storage/bson/validate.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

constexpr size_t kObjectIdFieldSize = 17;

// How many fields at the front are those of a DBRef, {$ref: "c", $id: 7} with
// or without $db: "d".
int CountDbRefFields(DocumentView document) {
  auto field = document.begin();
  if (field == document.end() || field->name() != "$ref" ||
      field->type() != Type::kString) {
    return 0;
  }
  if (++field == document.end() || field->name() != "$id") return 0;
  if (++field == document.end() || field->name() != "$db") return 2;
  return field->type() == Type::kString ? 3 : 2;
}

// The first name, at any depth, that begins with a dollar and is no part of a
// DBRef; empty when there is none.
std::string_view FindDollarName(DocumentView document) {
  int to_skip = CountDbRefFields(document);
  for (const Element& field : document) {
    if (to_skip-- > 0) continue;
    if (field.name().starts_with('$')) return field.name();
    std::string_view inside;
    if (field.type() == Type::kDocument || field.type() == Type::kArray) {
      inside = FindDollarName(field.AsDocument());
    } else if (field.type() == Type::kCodeWithScope) {
      inside = FindDollarName(field.AsCodeWithScope().scope);
    }
    if (!inside.empty()) return inside;
  }
  return {};
}

Status CheckId(const Element& id) {
  switch (id.type()) {
    case Type::kArray:
    case Type::kRegex:
    case Type::kUndefined:
      return MakeError(ErrorCode::kInvalidIdField,
                       fmt::format("The '_id' value cannot be of type {}",
                                   TypeName(id.type())));
    case Type::kDocument: {
      const std::string_view name = FindDollarName(id.AsDocument());
      if (name.empty()) return absl::OkStatus();
      return MakeError(
          ErrorCode::kDollarPrefixedFieldName,
          fmt::format("_id fields may not contain '$'-prefixed fields: {} is "
                      "not valid for storage.",
                      name));
    }
    default:
      return absl::OkStatus();
  }
}

bool IsEmptyTimestamp(const Element& element) {
  return element.type() == Type::kTimestamp &&
         element.AsTimestamp() == Timestamp{};
}

// What one look over the top-level fields tells.
struct TopLevel {
  Element id;
  bool id_is_first = false;
  bool has_empty_timestamp = false;
};

StatusOr<TopLevel> LookOver(DocumentView document) {
  TopLevel seen;
  bool is_first = true;
  for (const Element& field : document) {
    if (field.name() == "_id") {
      if (seen.id.exists()) {
        return MakeError(ErrorCode::kBadValue,
                         "can't have multiple _id fields in one document");
      }
      seen.id = field;
      seen.id_is_first = is_first;
    } else if (IsEmptyTimestamp(field)) {
      seen.has_empty_timestamp = true;
    }
    is_first = false;
  }
  return seen;
}

Document Rebuild(Engine& engine, DocumentView document, const Element& id) {
  Builder builder(document.size() + kObjectIdFieldSize);
  if (id.exists()) {
    builder.AppendAs("_id", id);
  } else {
    builder.Append("_id", Value(engine.NextObjectId()));
  }
  for (const Element& field : document) {
    if (field.name() == "_id") continue;
    if (IsEmptyTimestamp(field)) {
      builder.Append(field.name(), Value(engine.NextTimestamp()));
    } else {
      builder.Append(field);
    }
  }
  return std::move(builder).Finish();
}

// `id` missing: the document's own, or a new one. The result may have grown
// too large.
IncomingDocument Prepare(Engine& engine, DocumentView document,
                         const TopLevel& seen, const Element& id) {
  IncomingDocument incoming;
  if (seen.id_is_first && !seen.has_empty_timestamp) {
    incoming.view = document;
  } else {
    incoming.owned = Rebuild(engine, document, id);
    incoming.view = incoming.owned;
  }
  incoming.id = *incoming.view.begin();
  index::AppendKey(incoming.id_key, incoming.id);
  return incoming;
}

}  // namespace

StatusOr<IncomingDocument> PrepareInsert(Engine& engine,
                                         DocumentView document) {
  MEERKAT_RETURN_IF_ERROR(bson::Validate(document.bytes()));
  MEERKAT_ASSIGN_OR_RETURN(const TopLevel seen, LookOver(document));
  MEERKAT_RETURN_IF_ERROR(CheckId(seen.id));
  IncomingDocument incoming = Prepare(engine, document, seen, seen.id);
  if (incoming.view.size() > kMaxDocumentSize) {
    return MakeError(
        ErrorCode::kBSONObjectTooLarge,
        fmt::format("object to insert too large. size in bytes: {}, max size: "
                    "{}",
                    incoming.view.size(), kMaxDocumentSize));
  }
  return incoming;
}

Status CheckReplacement(DocumentView replacement) {
  MEERKAT_RETURN_IF_ERROR(bson::Validate(replacement.bytes()));
  if (!replacement.empty() && replacement.begin()->name().starts_with('$')) {
    return MakeError(
        ErrorCode::kFailedToParse,
        fmt::format("the replacement document must not contain update "
                    "operators, but it begins with '{}'",
                    replacement.begin()->name()));
  }
  for (const Element& field : replacement) {
    if (!field.name().starts_with('$')) continue;
    return MakeError(
        ErrorCode::kDollarPrefixedFieldName,
        fmt::format("The dollar ($) prefixed field '{0}' in '{0}' is not "
                    "allowed in the context of an update's replacement "
                    "document. Consider using an aggregation pipeline with "
                    "$replaceWith.",
                    field.name()));
  }
  return absl::OkStatus();
}

StatusOr<IncomingDocument> PrepareReplacement(Engine& engine,
                                              DocumentView replacement,
                                              const Element& id) {
  MEERKAT_RETURN_IF_ERROR(CheckId(id));
  MEERKAT_ASSIGN_OR_RETURN(TopLevel seen, LookOver(replacement));
  if (seen.id.exists() && bson::Compare(seen.id, id) != 0) {
    return MakeError(
        ErrorCode::kImmutableField,
        fmt::format("After applying the update, the (immutable) field '_id' "
                    "was found to have been altered to _id: {}",
                    ShellText(seen.id)));
  }
  // What is stored keeps its type where the two are equal: 1 and 1.0.
  seen.id_is_first = seen.id_is_first && seen.id.type() == id.type() &&
                     seen.id.payload() == id.payload();
  IncomingDocument incoming = Prepare(engine, replacement, seen, id);
  if (incoming.view.size() > kMaxDocumentSize) {
    return MakeError(
        ErrorCode::kDocumentAfterUpdateTooLarge,
        fmt::format("Resulting document after update is larger than {}",
                    kMaxDocumentSize));
  }
  return incoming;
}

}  // namespace meerkat::engine
