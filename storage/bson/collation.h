// Collation: by which rules texts are compared, as a user says it.
//
//   {locale: "fr_CA", strength: 1, numericOrdering: true}
//
//   locale           of ICU, "en_US", "de@collation=phonebook"; "simple" is the
//                    comparison of bytes, which is no collation at all
//   strength         1 letters, 2 accents too, 3 case and variants too, 4
//                    punctuation as well where `alternate` passes over it, 5
//                    every code point
//   caseLevel        case counts at strength 1 and 2 too
//   caseFirst        "upper", "lower" or "off": which case comes first
//   numericOrdering  digits are compared as numbers, "9" before "10"
//   alternate        "shifted": blanks and punctuation count at strength 4 and
//                    above only; "non-ignorable": they are characters as others
//   maxVariable      how much of that "shifted" means: "punct", both, or
//                    "space", blanks only
//   normalization    texts are brought to a normal form first
//   backwards        accents count from the end of the text
//
// Here is what is said; collator.h compares by it. MongoDB manual, "Collation",
// "Collation Locales and Default Parameters".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meerkat::bson {

enum class CaseFirst : uint8_t { kOff, kUpper, kLower };
enum class Alternate : uint8_t { kNonIgnorable, kShifted };
enum class MaxVariable : uint8_t { kPunct, kSpace };

// Complete: what was not said is what the locale has.
struct Collation {
  std::string locale;
  bool case_level = false;
  CaseFirst case_first = CaseFirst::kOff;
  // 1 to 5.
  int strength = 3;
  bool numeric_ordering = false;
  Alternate alternate = Alternate::kNonIgnorable;
  MaxVariable max_variable = MaxVariable::kPunct;
  bool normalization = false;
  bool backwards = false;
  // Of the library that compares: sort keys of another one are others.
  std::string version;

  // All fields, in MongoDB's order.
  Document ToBson() const;

  friend bool operator==(const Collation&, const Collation&) = default;
};

// What a document says, and no more.
struct CollationRequest {
  std::string locale;
  std::optional<bool> case_level;
  std::optional<CaseFirst> case_first;
  std::optional<int> strength;
  std::optional<bool> numeric_ordering;
  std::optional<Alternate> alternate;
  std::optional<MaxVariable> max_variable;
  std::optional<bool> normalization;
  std::optional<bool> backwards;
  std::optional<std::string> version;

  bool is_simple() const { return locale == "simple"; }
};

// Reads a collation; `path` names the document in messages. As in commands null
// means that a field is not given, but for `backwards`. Errors:
//   40414, 40415, 40413  no locale, an unknown field, a field twice
//   14                   a field of the wrong type
//   2                    a value that the field cannot have; a locale that is
//                        empty or has a NUL
StatusOr<CollationRequest> ParseCollation(DocumentView document,
                                          std::string_view path);

}  // namespace meerkat::bson
