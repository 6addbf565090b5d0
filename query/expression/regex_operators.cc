// $regexMatch, $regexFind, $regexFindAll. A regex that is known beforehand is
// compiled once. MongoDB manual, "$regexFind (aggregation)".
#include <meerkat/builder.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/parse.h"
#include "query/expression/text.h"
#include "query/regex/regex.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// --- the pattern -------------------------------------------------------------

// In bytes. Filters take longer ones.
constexpr size_t kMaxPatternSize = 16 * 1024;

struct PatternText {
  std::string_view pattern;
  std::string_view options;
};

StatusOr<PatternText> ReadPattern(const Element& regex, const Element& options,
                                  std::string_view op) {
  PatternText text;
  if (options.type() == Type::kString) text.options = options.AsString();
  if (regex.type() == Type::kString) {
    text.pattern = regex.AsString();
    return text;
  }
  if (regex.type() != Type::kRegex) {
    return Error(51105, "{} needs 'regex' to be of type string or regex", op);
  }
  text.pattern = regex.AsRegex().pattern;
  if (options.type() != Type::kString) {
    text.options = regex.AsRegex().options;
  } else if (!regex.AsRegex().options.empty()) {
    return Error(51107,
                 "{}: found regex option(s) specified in both 'regex' and "
                 "'options' fields",
                 op);
  }
  return text;
}

// The expression, or nothing for a regex that is null.
StatusOr<std::optional<Regex>> CompilePattern(const Element& regex,
                                              const Element& options,
                                              std::string_view op) {
  if (!IsNullish(options) && options.type() != Type::kString) {
    return Error(51106, "{} needs 'options' to be of type string", op);
  }
  if (IsNullish(regex)) return std::optional<Regex>();
  MEERKAT_ASSIGN_OR_RETURN(const PatternText text,
                           ReadPattern(regex, options, op));
  if (text.pattern.find('\0') != std::string_view::npos) {
    return Error(51109,
                 "{}: regular expression cannot contain an embedded "
                 "null byte",
                 op);
  }
  if (text.options.find('\0') != std::string_view::npos) {
    return Error(51110,
                 "{}: regular expression options cannot contain an "
                 "embedded null byte",
                 op);
  }
  if (text.pattern.size() > kMaxPatternSize) {
    return Error(51111,
                 "Invalid Regex in {}: a pattern of {} bytes is more "
                 "than {}",
                 op, text.pattern.size(), kMaxPatternSize);
  }
  StatusOr<Regex> compiled = Regex::Compile(text.pattern, text.options);
  if (compiled.ok()) return std::optional<Regex>(*std::move(compiled));
  if (ErrorCodeOf(compiled.status()) != ErrorCode::kInvalidRegex) {
    return compiled.status();
  }
  // The number that it has in expressions.
  return Error(51111, "Invalid Regex in {}: {}", op,
               ErrorMessageOf(compiled.status()));
}

// --- matches -----------------------------------------------------------------

// Goes through a text from match to match, counting its characters once.
class MatchWalk {
 public:
  // All outlive it.
  MatchWalk(const Regex& regex, std::string_view text,
            const Regex::Interrupt& interrupt)
      : regex_(regex), text_(text), interrupt_(interrupt) {}

  // The next match as {match: ..., idx: ..., captures: [...]}; nothing after
  // the last.
  StatusOr<std::optional<Document>> Next() {
    if (at_end_) return std::optional<Document>();
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Regex::Groups> match,
                             regex_.Find(text_, start_, interrupt_));
    if (!match.has_value()) return std::optional<Document>();
    const std::string_view whole = *match->front();
    const auto begin = static_cast<size_t>(whole.data() - text_.data());
    AdvanceTo(begin);
    Document found = Describe(*match);
    GoBeyond(begin, whole.size());
    return std::optional<Document>(std::move(found));
  }

 private:
  // \K in a lookbehind may find what lies before the place looked from.
  void AdvanceTo(size_t offset) {
    if (offset < counted_) counted_ = characters_ = 0;
    characters_ += static_cast<int>(
        CountCharacters(text_.substr(counted_, offset - counted_)));
    counted_ = offset;
  }

  // From the end of the match, but after at least one character. Behind the
  // last character nothing is looked for, not even what is empty.
  void GoBeyond(size_t begin, size_t size) {
    size_t next = std::max(begin + size, start_);
    if (size == 0 || next == start_) {
      next = std::min(next + 1, text_.size());
      while (next < text_.size() && IsContinuation(text_[next])) ++next;
    }
    start_ = next;
    at_end_ = start_ == text_.size();
  }

  Document Describe(const Regex::Groups& match) const {
    Builder builder;
    builder.Append("match", *match.front()).Append("idx", characters_);
    builder.OpenArray("captures");
    for (size_t i = 1; i < match.size(); ++i) {
      builder.AppendItem(match[i].has_value() ? Value(*match[i])
                                              : Value(nullptr));
    }
    builder.Close();
    return std::move(builder).Finish();
  }

  const Regex& regex_;
  std::string_view text_;
  const Regex::Interrupt& interrupt_;
  size_t start_ = 0;
  bool at_end_ = false;
  // text_[0, counted_) has so many characters.
  size_t counted_ = 0;
  int characters_ = 0;
};

StatusOr<Value> FindAll(const Regex& regex, std::string_view text,
                        EvaluationContext& context) {
  MatchWalk walk(regex, text, context.interrupt());
  Builder all;
  while (true) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> match, walk.Next());
    if (!match.has_value()) return Value::ArrayOf(std::move(all).Finish());
    all.AppendItem(*match);
    MEERKAT_RETURN_IF_ERROR(CheckSize(all.size()));
  }
}

enum class Kind { kMatch, kFind, kFindAll };

// What there is when there is nothing to search, or nothing to search for.
template <Kind kKind>
Value Nothing() {
  if (kKind == Kind::kMatch) return Value(false);
  return kKind == Kind::kFind ? Value(nullptr) : Value(Array{});
}

template <Kind kKind>
StatusOr<Value> Search(const Regex& regex, std::string_view text,
                       EvaluationContext& context) {
  if (kKind == Kind::kFindAll) return FindAll(regex, text, context);
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> match,
                           MatchWalk(regex, text, context.interrupt()).Next());
  if (kKind == Kind::kMatch) return Value(match.has_value());
  return match.has_value() ? Value(*match) : Nothing<kKind>();
}

// Operands: input and, unless the pattern is known, regex and options.
template <Kind kKind>
StatusOr<Operand> EvaluateRegex(const Form& form, EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Operand input,
                           EvaluateOperand(form.operands[0], context));
  const Element text = input.element();
  if (!IsNullish(text) && text.type() != Type::kString) {
    return Error(51104, "{} needs 'input' to be of type string, found {}",
                 form.name, TypeName(text.type()));
  }
  std::optional<Regex> search = form.pattern;
  if (!search.has_value()) {
    MEERKAT_ASSIGN_OR_RETURN(const Operand regex,
                             EvaluateOperand(form.operands[1], context));
    MEERKAT_ASSIGN_OR_RETURN(const Operand options,
                             EvaluateOperand(form.operands[2], context));
    MEERKAT_ASSIGN_OR_RETURN(
        search, CompilePattern(regex.element(), options.element(), form.name));
  }
  if (IsNullish(text) || !search.has_value()) return Operand(Nothing<kKind>());
  MEERKAT_ASSIGN_OR_RETURN(Value found,
                           Search<kKind>(*search, text.AsString(), context));
  return Operand(std::move(found));
}

constexpr Parameter kParameters[] = {
    {"input", 31022}, {"regex", 31023}, {"options"}};
constexpr NamedParameters kRegexNamed = {kParameters, 51103, 31024};

template <Kind kKind>
StatusOr<Expression> ParseRegex(const Element& operand, const Scope& scope) {
  constexpr std::string_view kNames[] = {"$regexMatch", "$regexFind",
                                         "$regexFindAll"};
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           ParseNamedOperands(operand, kRegexNamed, scope));
  operands.resize(3);
  Form form{kNames[static_cast<size_t>(kKind)], &EvaluateRegex<kKind>,
            std::move(operands)};
  const Value* regex = form.operands[1].constant();
  const Value* options = form.operands[2].constant();
  if (regex != nullptr && (options != nullptr || !form.operands[2].exists())) {
    MEERKAT_ASSIGN_OR_RETURN(
        form.pattern,
        CompilePattern(regex->element(),
                       options != nullptr ? options->element() : Element(),
                       form.name));
  }
  return MakeExpression(std::move(form));
}

constexpr FormOperator kForms[] = {
    {"$regexFind", &ParseRegex<Kind::kFind>},
    {"$regexFindAll", &ParseRegex<Kind::kFindAll>},
    {"$regexMatch", &ParseRegex<Kind::kMatch>},
};

}  // namespace

constinit const Family kRegexFamily = {{}, kForms};

}  // namespace meerkat::query::expression
