// $zip: arrays side by side. {$zip: {inputs: [[1, 2], ["a", "b"]]}} gives
// [[1, "a"], [2, "b"]]. MongoDB manual, "$zip (aggregation)".
#include <meerkat/builder.h>

#include <algorithm>

#include "query/expression/array_items.h"
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

enum class Length { kShortest, kLongest };

// Each Form has a list of inputs and, of equal length, a list of defaults.
template <Length kLength>
StatusOr<Operand> EvaluateZip(const Form& zip, EvaluationContext& context) {
  const size_t width = zip.operands.size() / 2;
  std::vector<Operand> inputs;
  std::vector<std::vector<Element>> columns;
  inputs.reserve(width);
  size_t length = 0;
  for (size_t i = 0; i < width; ++i) {
    MEERKAT_ASSIGN_OR_RETURN(Operand input,
                             EvaluateOperand(zip.operands[i], context));
    inputs.push_back(std::move(input));
    const Element array = inputs.back().element();
    if (IsNullish(array)) return Operand(Value(nullptr));
    if (array.type() != Type::kArray) {
      return Error(34468, "$zip found a non-array expression in input: {}",
                   ToString(array));
    }
    MEERKAT_ASSIGN_OR_RETURN(std::vector<Element> items,
                             ItemsOf(array, context));
    columns.push_back(std::move(items));
    const size_t size = columns.back().size();
    const bool takes =
        kLength == Length::kLongest ? size > length : size < length;
    if (i == 0 || takes) length = size;
  }
  std::vector<Value> defaults;
  for (size_t i = width; i < zip.operands.size(); ++i) {
    MEERKAT_ASSIGN_OR_RETURN(Value value, Evaluate(zip.operands[i], context));
    defaults.push_back(std::move(value));
  }
  Builder rows;
  for (size_t row = 0; row < length; ++row) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    rows.OpenArrayItem();
    for (size_t i = 0; i < width; ++i) {
      rows.AppendItem(row < columns[i].size() ? columns[i][row]
                                              : defaults[i].element());
    }
    rows.Close();
    MEERKAT_RETURN_IF_ERROR(CheckSize(rows.size()));
  }
  return Operand(Value::ArrayOf(std::move(rows).Finish()));
}

constexpr Parameter kParameters[] = {
    {"inputs", 34465}, {"useLongestLength"}, {"defaults"}};
constexpr NamedParameters kNamedZip = {kParameters, 34460, 34464};

Status CheckShape(const std::vector<Element>& texts) {
  const auto& [inputs, longest, defaults] =
      std::tie(texts[0], texts[1], texts[2]);
  if (inputs.type() != Type::kArray) {
    return Error(34461, "inputs must be an array of expressions, found {}",
                 ToString(inputs));
  }
  if (longest.exists() && longest.type() != Type::kBool) {
    return Error(34463, "useLongestLength must be a bool, found {}",
                 ToString(longest));
  }
  if (defaults.exists() && defaults.type() != Type::kArray) {
    return Error(34462, "defaults must be an array of expressions, found {}",
                 ToString(defaults));
  }
  return absl::OkStatus();
}

Status CheckCounts(size_t inputs, size_t defaults, bool longest) {
  if (inputs == 0)
    return Error(34465, "$zip requires at least one input array");
  if (defaults > 0 && !longest) {
    return Error(34466,
                 "cannot specify defaults unless useLongestLength is true");
  }
  if (defaults > 0 && defaults != inputs) {
    return Error(34467, "defaults and inputs must have the same length");
  }
  return absl::OkStatus();
}

StatusOr<Expression> ParseZip(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kNamedZip));
  MEERKAT_RETURN_IF_ERROR(CheckShape(texts));
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           ParseOperands(texts[0], 0, kAny, scope));
  std::vector<Expression> defaults;
  if (texts[2].exists()) {
    MEERKAT_ASSIGN_OR_RETURN(defaults, ParseOperands(texts[2], 0, kAny, scope));
  }
  const bool longest = texts[1].exists() && texts[1].AsBool();
  const size_t width = operands.size();
  MEERKAT_RETURN_IF_ERROR(CheckCounts(width, defaults.size(), longest));
  operands.insert(operands.end(), defaults.begin(), defaults.end());
  operands.resize(2 * width, Expression::Constant(Value(nullptr)));
  return MakeExpression(Form{"$zip",
                             longest ? &EvaluateZip<Length::kLongest>
                                     : &EvaluateZip<Length::kShortest>,
                             std::move(operands)});
}

constexpr FormOperator kForms[] = {{"$zip", &ParseZip}};

}  // namespace

constinit const Family kZipFamily = {{}, kForms};

}  // namespace meerkat::query::expression
