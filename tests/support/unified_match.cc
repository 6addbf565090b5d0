#include "tests/support/unified_match.h"

#include <fmt/format.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <iterator>
#include <string_view>
#include <utility>

#include "storage/bson/compare.h"

namespace meerkat::testing {
namespace {

bool IsNumber(const Element& value) {
  return value.type() == Type::kInt32 || value.type() == Type::kInt64 ||
         value.type() == Type::kDouble;
}

// As $type names it.
std::string_view NameOf(Type type) {
  return type == Type::kMissing ? "missing" : TypeName(type);
}

bool HasTypeNamed(const Element& value, std::string_view name) {
  if (name == "number") {
    return IsNumber(value) || value.type() == Type::kDecimal128;
  }
  return NameOf(value.type()) == name;
}

class Matching {
 public:
  explicit Matching(bool takes_operators) : takes_operators_(takes_operators) {}

  std::string Values(const std::string& path, const Element& expected,
                     const Element& actual, Extras extras) const {
    if (IsOperator(expected)) {
      return Operator(path, *expected.AsDocument().begin(), actual);
    }
    if (expected.type() == Type::kDocument &&
        actual.type() == Type::kDocument) {
      return Documents(path, expected.AsDocument(), actual.AsDocument(),
                       extras);
    }
    if (expected.type() == Type::kArray && actual.type() == Type::kArray) {
      return Arrays(path, expected.AsDocument(), actual.AsDocument(), extras);
    }
    const bool comparable = (IsNumber(expected) && IsNumber(actual)) ||
                            expected.type() == actual.type();
    if (comparable && bson::Equal(expected, actual)) return "";
    return Report(path, ToJson(expected), actual);
  }

 private:
  static std::string Report(const std::string& path, std::string_view expected,
                            const Element& actual) {
    return fmt::format("{}: expected {}, found {}", path, expected,
                       actual.exists() ? ToJson(actual) : "nothing");
  }

  bool IsOperator(const Element& expected) const {
    if (!takes_operators_ || expected.type() != Type::kDocument) return false;
    const DocumentView document = expected.AsDocument();
    return !document.empty() && document.begin()->name().starts_with("$$");
  }

  std::string Documents(const std::string& path, DocumentView expected,
                        DocumentView actual, Extras extras) const {
    for (const Element& field : expected) {
      const std::string inner = fmt::format("{}.{}", path, field.name());
      std::string mismatch =
          Values(inner, field, actual[field.name()], Extras::kForbidden);
      if (!mismatch.empty()) return mismatch;
    }
    if (extras == Extras::kAllowed) return "";
    for (const Element& field : actual) {
      if (!expected[field.name()].exists()) {
        return Report(fmt::format("{}.{}", path, field.name()), "nothing",
                      field);
      }
    }
    return "";
  }

  std::string Arrays(const std::string& path, DocumentView expected,
                     DocumentView actual, Extras extras) const {
    const auto wanted = std::distance(expected.begin(), expected.end());
    const auto found = std::distance(actual.begin(), actual.end());
    if (wanted != found) {
      return fmt::format("{}: expected {} items, found {}: {}", path, wanted,
                         found, ToJson(actual));
    }
    for (const Element& item : expected) {
      const std::string inner = fmt::format("{}[{}]", path, item.name());
      std::string mismatch = Values(inner, item, actual[item.name()], extras);
      if (!mismatch.empty()) return mismatch;
    }
    return "";
  }

  std::string Operator(const std::string& path, const Element& test,
                       const Element& actual) const {
    if (test.name() == "$$exists") {
      if (actual.exists() == test.AsBool()) return "";
      return Report(path, test.AsBool() ? "something" : "nothing", actual);
    }
    if (test.name() == "$$type") return HasType(path, test, actual);
    if (test.name() == "$$unsetOrMatches") {
      return actual.exists() ? Values(path, test, actual, Extras::kForbidden)
                             : "";
    }
    if (test.name() == "$$matchAsRoot") {
      return Values(path, test, actual, Extras::kAllowed);
    }
    if (test.name() == "$$lte") {
      const bool holds = IsNumber(actual) && bson::Compare(actual, test) <= 0;
      return holds ? "" : Report(path, "at most " + ToJson(test), actual);
    }
    if (test.name() == "$$matchAsDocument") {
      return AsDocument(path, test, actual);
    }
    return fmt::format("{}: the runner does not know {}", path, test.name());
  }

  static std::string HasType(const std::string& path, const Element& test,
                             const Element& actual) {
    if (test.type() == Type::kString) {
      if (HasTypeNamed(actual, test.AsString())) return "";
    } else {
      for (const Element& name : test.AsDocument()) {
        if (HasTypeNamed(actual, name.AsString())) return "";
      }
    }
    return Report(path, "a value of type " + ToJson(test), actual);
  }

  std::string AsDocument(const std::string& path, const Element& test,
                         const Element& actual) const {
    if (actual.type() != Type::kString) {
      return Report(path, "a string of JSON", actual);
    }
    const StatusOr<Document> parsed = ParseJson(actual.AsString());
    if (!parsed.ok()) return Report(path, "a string of JSON", actual);
    return Values(path, test, Value(*parsed).element(), Extras::kForbidden);
  }

  const bool takes_operators_;
};

}  // namespace

std::string Mismatch(const Element& expected, const Element& actual,
                     Extras extras) {
  return Matching(true).Values("result", expected, actual, extras);
}

std::string ExactMismatch(DocumentView expected, DocumentView actual) {
  return Matching(false).Values("document", Value(expected).element(),
                                Value(actual).element(), Extras::kForbidden);
}

}  // namespace meerkat::testing
