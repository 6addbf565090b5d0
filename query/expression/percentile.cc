// $median and $percentile: the numbers below which given shares of all numbers
// lie. The numbers are the input or, when that is an array, its items. MongoDB
// manual, "$percentile (aggregation)", "$median (aggregation)".
#include <meerkat/builder.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/fold.h"
#include "query/expression/parse.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// --- evaluation --------------------------------------------------------------

// In order; NaN is in no order and left out.
StatusOr<std::vector<double>> NumbersOf(const Element& input,
                                        EvaluationContext& context) {
  std::vector<double> numbers;
  const auto add = [&](const Element& value) {
    if (value.is_number() && !bson::IsNaN(value)) {
      numbers.push_back(bson::ToDouble(value));
    }
  };
  if (input.type() != Type::kArray) {
    add(input);
    return numbers;
  }
  for (const Element& item : input.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    add(item);
  }
  std::ranges::sort(numbers);
  return numbers;
}

// The number at the place of the share `p`; null when there are no numbers.
Value PercentileOf(const std::vector<double>& sorted, double p) {
  if (sorted.empty()) return Value(nullptr);
  const double place = std::ceil(static_cast<double>(sorted.size()) * p) - 1;
  return Value(sorted[place > 0 ? static_cast<size_t>(place) : 0]);
}

// Operand: input.
StatusOr<Value> Median(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<double> sorted,
                           NumbersOf(arguments[0], arguments.context));
  constexpr double kHalf = 0.5;
  return PercentileOf(sorted, kHalf);
}

// Operands: input, and the shares as a constant.
StatusOr<Operand> EvaluatePercentile(const Form& form,
                                     EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Operand input,
                           EvaluateOperand(form.operands[0], context));
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<double> sorted,
                           NumbersOf(input.element(), context));
  Builder percentiles;
  const Element shares = form.operands[1].constant()->element();
  for (const Element& p : shares.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    percentiles.AppendItem(PercentileOf(sorted, bson::ToDouble(p)));
  }
  return Operand(Value::ArrayOf(std::move(percentiles).Finish()));
}

// --- parsing -----------------------------------------------------------------

constexpr int kMissingArgument = 40414;
constexpr int kUnknownArgument = 40415;
constexpr Parameter kMedianParameters[] = {{"input", kMissingArgument},
                                           {"method", kMissingArgument}};
constexpr Parameter kPercentileParameters[] = {{"input", kMissingArgument},
                                               {"method", kMissingArgument},
                                               {"p", kMissingArgument}};
constexpr NamedParameters kMedianNamed = {kMedianParameters, 7436100,
                                          kUnknownArgument};
constexpr NamedParameters kPercentileNamed = {kPercentileParameters, 7429703,
                                              kUnknownArgument};

// The method tells how a server may save memory over many documents; one value
// is always looked at whole.
Status CheckMethod(std::string_view op, const Element& method) {
  if (method.type() != Type::kString) {
    return Error(14, "{}: 'method' must be a string, found {}", op,
                 ToString(method));
  }
  if (method.AsString() == "approximate") return absl::OkStatus();
  return Error(2,
               "{}: currently only 'approximate' can be used as percentile "
               "'method', found '{}'",
               op, method.AsString());
}

StatusOr<Expression> ParseShares(const Element& text, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const Expression parsed, Parse(text, scope));
  MEERKAT_ASSIGN_OR_RETURN(Expression shares, Folder().Fold(parsed));
  const Value* known = shares.constant();
  if (known == nullptr) {
    return Error(7750300,
                 "the $percentile 'p' field must be an array of constant "
                 "values, found {}",
                 ToString(text));
  }
  const Element array = known->element();
  if (array.type() != Type::kArray || array.AsDocument().empty()) {
    return Error(7750301,
                 "the $percentile 'p' field must be a non-empty array of "
                 "numbers from [0.0, 1.0], found {}",
                 ToString(array));
  }
  for (const Element& p : array.AsDocument()) {
    if (!p.is_number()) {
      return Error(7750302,
                   "the $percentile 'p' field must be an array of numbers from "
                   "[0.0, 1.0], found {}",
                   ToString(p));
    }
    const double share = bson::ToDouble(p);
    if (share >= 0 && share <= 1) continue;
    return Error(7750303,
                 "the $percentile 'p' field must be an array of numbers from "
                 "[0.0, 1.0], found {}",
                 ToString(p));
  }
  return shares;
}

constexpr Operator kMedian = {"$median", 1, 1, &Median};

StatusOr<Expression> ParseMedian(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kMedianNamed));
  MEERKAT_RETURN_IF_ERROR(CheckMethod(operand.name(), texts[1]));
  MEERKAT_ASSIGN_OR_RETURN(Expression input, Parse(texts[0], scope));
  return MakeExpression(Call{&kMedian, {std::move(input)}});
}

StatusOr<Expression> ParsePercentile(const Element& operand,
                                     const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kPercentileNamed));
  MEERKAT_RETURN_IF_ERROR(CheckMethod(operand.name(), texts[1]));
  MEERKAT_ASSIGN_OR_RETURN(Expression input, Parse(texts[0], scope));
  MEERKAT_ASSIGN_OR_RETURN(Expression shares, ParseShares(texts[2], scope));
  Form form{"$percentile",
            &EvaluatePercentile,
            {std::move(input), std::move(shares)}};
  form.fold = &FoldWhenConstant;
  return MakeExpression(std::move(form));
}

constexpr FormOperator kForms[] = {
    {"$median", &ParseMedian},
    {"$percentile", &ParsePercentile},
};

}  // namespace

constinit const Family kPercentileFamily = {{}, kForms};

}  // namespace meerkat::query::expression
