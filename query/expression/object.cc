// Documents: $arrayToObject, $mergeObjects, $objectToArray. MongoDB manual,
// "Object Expression Operators".
#include <meerkat/builder.h>

#include <iterator>
#include <utility>
#include <vector>

#include "query/expression/array_items.h"
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/field_list.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

Status Merge(const Element& document, FieldList& merged) {
  if (IsNullish(document)) return absl::OkStatus();
  if (document.type() != Type::kDocument) {
    return Error(40400,
                 "$mergeObjects requires object inputs, but input {} is of "
                 "type {}",
                 ToString(document), TypeName(document.type()));
  }
  merged.SetAll(document.AsDocument());
  return absl::OkStatus();
}

// An array that is the only operand stands for its items.
StatusOr<Value> MergeObjects(Arguments arguments) {
  FieldList merged;
  if (arguments.size() == 1 && arguments[0].type() == Type::kArray) {
    for (const Element& item : arguments[0].AsDocument()) {
      MEERKAT_RETURN_IF_ERROR(arguments.Step());
      MEERKAT_RETURN_IF_ERROR(Merge(item, merged));
    }
    return merged.ToDocument();
  }
  for (const Element& document : arguments) {
    MEERKAT_RETURN_IF_ERROR(Merge(document, merged));
  }
  return merged.ToDocument();
}

StatusOr<Value> ObjectToArray(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  if (arguments[0].type() != Type::kDocument) {
    return Error(40390, "$objectToArray requires a document input, found: {}",
                 TypeName(arguments[0].type()));
  }
  Builder pairs;
  for (const Element& field : arguments[0].AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    pairs.OpenDocumentItem();
    pairs.Append("k", field.name()).AppendAs("v", field).Close();
  }
  return Value::ArrayOf(std::move(pairs).Finish());
}

// --- $arrayToObject ----------------------------------------------------------

StatusOr<std::string_view> KeyName(const Element& key, int not_string,
                                   int holds_nul) {
  if (key.type() != Type::kString) {
    return Error(not_string,
                 "$arrayToObject requires keys that are strings, found: {}",
                 ToString(key));
  }
  if (key.AsString().find('\0') != std::string_view::npos) {
    return Error(holds_nul, "Key field cannot contain an embedded null byte");
  }
  return key.AsString();
}

// ["name", value]
StatusOr<Element> FieldOfPair(const Element& item) {
  if (item.type() != Type::kArray) {
    return Error(40396,
                 "$arrayToObject requires a consistent input format. Elements "
                 "must all be arrays or all be objects. Array was detected, "
                 "now found: {}",
                 TypeName(item.type()));
  }
  const std::vector<Element> pair = ItemsOf(item);
  if (pair.size() != 2) {
    return Error(40397,
                 "$arrayToObject requires an array of size 2 arrays, found "
                 "array of size: {}",
                 pair.size());
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::string_view name,
                           KeyName(pair[0], 40395, 4940400));
  return pair[1].Named(name);
}

// {k: "name", v: value}
StatusOr<Element> FieldOfDocument(const Element& item) {
  if (item.type() != Type::kDocument) {
    return Error(40391,
                 "$arrayToObject requires a consistent input format. Elements "
                 "must all be arrays or all be objects. Object was detected, "
                 "now found: {}",
                 TypeName(item.type()));
  }
  const DocumentView document = item.AsDocument();
  if (std::distance(document.begin(), document.end()) != 2) {
    return Error(40392,
                 "$arrayToObject requires an object keys of 'k' and 'v', "
                 "found: {}",
                 ToString(item));
  }
  const Element value = document["v"];
  if (!document["k"].exists() || !value.exists()) {
    return Error(40393,
                 "$arrayToObject requires an object with keys 'k' and 'v', "
                 "found: {}",
                 ToString(item));
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::string_view name,
                           KeyName(document["k"], 40394, 4940401));
  return value.Named(name);
}

// The first item tells the form of all.
StatusOr<Value> ArrayToObject(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  if (arguments[0].type() != Type::kArray) {
    return Error(40386, "$arrayToObject requires an array input, found: {}",
                 TypeName(arguments[0].type()));
  }
  const DocumentView array = arguments[0].AsDocument();
  FieldList fields;
  for (const Element& item : array) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    const Type form = array.begin()->type();
    if (form != Type::kArray && form != Type::kDocument) {
      return Error(40398, "Unrecognised input type format for {}: {}",
                   arguments.op, TypeName(form));
    }
    MEERKAT_ASSIGN_OR_RETURN(const Element field, form == Type::kArray
                                                      ? FieldOfPair(item)
                                                      : FieldOfDocument(item));
    fields.Set(field);
  }
  return fields.ToDocument();
}

constexpr Operator kOperators[] = {
    {"$arrayToObject", 1, 1, &ArrayToObject},
    {"$mergeObjects", 0, kAny, &MergeObjects},
    {"$objectToArray", 1, 1, &ObjectToArray},
};

}  // namespace

constinit const Family kObjectFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
