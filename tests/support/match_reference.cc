#include "tests/support/match_reference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include "storage/bson/compare.h"
#include "storage/bson/number.h"

namespace meerkat::testing {
namespace {

// --- paths -------------------------------------------------------------------

using Names = std::span<const std::string>;

std::vector<std::string> NamesOf(std::string_view path) {
  std::vector<std::string> names(1);
  for (const char c : path) {
    if (c == '.') {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  return names;
}

// One end of a path; an array addressed by its position does not unfold.
struct End {
  Element value;
  bool by_position = false;
};

// What a condition is about: all ends of its path, or an item of an array.
using Subject = std::vector<End>;

bool HasFields(const Element& value) {
  return value.type() == Type::kDocument || value.type() == Type::kArray;
}

void Reach(const Element& from, Names names, Subject& ends) {
  if (names.empty()) {
    ends.push_back({from});
    return;
  }
  if (from.type() == Type::kDocument) {
    return Reach(from.AsDocument()[names[0]], names.subspan(1), ends);
  }
  if (from.type() != Type::kArray) {
    ends.push_back({});
    return;
  }
  int position = 0;
  for (const Element& item : from.AsDocument()) {
    if (item.type() == Type::kDocument) Reach(item, names, ends);
    if (names[0] != std::to_string(position++)) continue;
    if (names.size() == 1) {
      ends.push_back({item, /*by_position=*/true});
    } else if (HasFields(item)) {
      Reach(item, names.subspan(1), ends);
    }
  }
}

Subject SubjectAt(DocumentView document, std::string_view path) {
  const std::vector<std::string> names = NamesOf(path);
  Subject ends;
  Reach(Element(Type::kDocument, {}, document.bytes()), names, ends);
  return ends;
}

template <typename Satisfies>
bool AnyEnd(const Subject& subject, const Satisfies& satisfies) {
  return std::ranges::any_of(
      subject, [&](const End& end) { return satisfies(end.value); });
}

template <typename Satisfies>
bool AnyItem(const Element& array, const Satisfies& satisfies) {
  return array.type() == Type::kArray &&
         std::ranges::any_of(array.AsDocument(), satisfies);
}

// The ends, and the items of those that are arrays.
template <typename Satisfies>
bool AnyValue(const Subject& subject, const Satisfies& satisfies) {
  return std::ranges::any_of(subject, [&](const End& end) {
    return satisfies(end.value) ||
           (!end.by_position && AnyItem(end.value, satisfies));
  });
}

// --- one value against one operand -------------------------------------------

// Values are compared inside a bracket only.
Type BracketOf(const Element& value) {
  if (value.is_number()) return Type::kDouble;
  return value.type() == Type::kSymbol ? Type::kString : value.type();
}

bool IsNaN(const Element& value) {
  return value.is_number() && std::isnan(bson::ToDouble(value));
}

bool EndsInEqual(std::string_view name) { return name.back() != 't'; }

// `name` is $gt, $gte, $lt or $lte.
bool IsOrdered(std::string_view name, const Element& value,
               const Element& operand) {
  const bool is_less = name.starts_with("$l");
  if (!value.exists() && operand.type() == Type::kNull) {
    return EndsInEqual(name);
  }
  if (BracketOf(value) != BracketOf(operand)) {
    return operand.type() == (is_less ? Type::kMaxKey : Type::kMinKey);
  }
  if (IsNaN(value) || IsNaN(operand)) {
    return EndsInEqual(name) && IsNaN(value) && IsNaN(operand);
  }
  const int order = bson::Compare(value, operand);
  if (order == 0) return EndsInEqual(name);
  return is_less == (order < 0);
}

bool Equals(const Element& value, const Element& operand) {
  if (!value.exists()) return operand.type() == Type::kNull;
  return BracketOf(value) == BracketOf(operand) &&
         bson::Compare(value, operand) == 0;
}

bool IsTrue(const Element& value) {
  if (value.is_number()) return !(bson::ToDouble(value) == 0);
  if (value.type() == Type::kBool) return value.AsBool();
  return value.type() != Type::kNull && value.type() != Type::kUndefined;
}

bool HasTypeOf(const Element& value, const Element& operand) {
  if (operand.type() == Type::kString) {
    return operand.AsString() == "number"
               ? value.is_number()
               : operand.AsString() == TypeName(value.type());
  }
  return bson::ToInt64Exact(operand) == static_cast<int8_t>(value.type());
}

// --- regular expressions -----------------------------------------------------

struct Pattern {
  std::string_view text;
  std::string_view options;
};

char Folded(char c, const Pattern& pattern) {
  const bool folds = pattern.options.find('i') != std::string_view::npos;
  return folds && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool MatchesHere(const Pattern& pattern, std::string_view parts,
                 std::string_view text) {
  if (parts.empty()) return true;
  if (parts == "$") return text.empty();
  if (text.empty()) return false;
  const bool is_same =
      parts[0] == '.' || Folded(parts[0], pattern) == Folded(text[0], pattern);
  return is_same && MatchesHere(pattern, parts.substr(1), text.substr(1));
}

bool MatchesText(const Pattern& pattern, std::string_view text) {
  if (pattern.text.starts_with('^')) {
    return MatchesHere(pattern, pattern.text.substr(1), text);
  }
  for (size_t i = 0; i <= text.size(); ++i) {
    if (MatchesHere(pattern, pattern.text, text.substr(i))) return true;
  }
  return false;
}

bool MatchesPattern(const Pattern& pattern, const Element& value) {
  if (BracketOf(value) == Type::kString) {
    return MatchesText(pattern, value.AsString());
  }
  return value.type() == Type::kRegex &&
         value.AsRegex().pattern == pattern.text &&
         value.AsRegex().options == pattern.options;
}

Pattern PatternOf(const Element& regex) {
  return {regex.AsRegex().pattern, regex.AsRegex().options};
}

// --- bits --------------------------------------------------------------------

// The bytes of binary data that have bits; the old subtype has their number, an
// int32, before them.
std::string BytesOf(const Element& binary) {
  const BinaryView view = binary.AsBinary();
  std::string bytes;
  if (view.subtype == 2) {
    for (int shift = 0; shift < 32; shift += 8) {
      bytes += static_cast<char>(view.bytes.size() >> shift);
    }
  }
  return bytes.append(view.bytes);
}

// Whether a value has bits, and then the one at `position`.
std::optional<bool> BitOf(const Element& value, size_t position) {
  if (value.type() == Type::kBinary) {
    const std::string bytes = BytesOf(value);
    return position / 8 < bytes.size() &&
           (static_cast<uint8_t>(bytes[position / 8]) >> position % 8 & 1) != 0;
  }
  const std::optional<int64_t> number = bson::ToInt64Exact(value);
  if (!number.has_value()) return std::nullopt;
  return (*number >> std::min<size_t>(position, 63) & 1) != 0;
}

std::vector<size_t> PositionsOf(const Element& mask) {
  std::vector<size_t> positions;
  if (mask.type() == Type::kArray) {
    for (const Element& position : mask.AsDocument()) {
      positions.push_back(static_cast<size_t>(*bson::ToInt64Exact(position)));
    }
    return positions;
  }
  const size_t count =
      mask.type() == Type::kBinary ? BytesOf(mask).size() * 8 : 63;
  for (size_t i = 0; i < count; ++i) {
    if (*BitOf(mask, i)) positions.push_back(i);
  }
  return positions;
}

// `name` is $bitsAllSet, $bitsAnyClear and so on.
bool HasBits(std::string_view name, const Element& value, const Element& mask) {
  if (!BitOf(value, 0).has_value()) return false;
  const bool wanted = name.ends_with("Set");
  const auto is_wanted = [&](size_t position) {
    return *BitOf(value, position) == wanted;
  };
  const std::vector<size_t> positions = PositionsOf(mask);
  return name.starts_with("$bitsAll")
             ? std::ranges::all_of(positions, is_wanted)
             : std::ranges::any_of(positions, is_wanted);
}

// --- arrays ------------------------------------------------------------------

int CountItems(DocumentView array) {
  return static_cast<int>(std::distance(array.begin(), array.end()));
}

// Whether the operand of $elemMatch is about an item, not about its fields.
bool IsAboutItem(DocumentView conditions) {
  constexpr std::string_view kOfDocuments[] = {
      "$and",         "$or",      "$nor",       "$alwaysTrue",
      "$alwaysFalse", "$comment", "$sampleRate"};
  if (conditions.empty()) return false;
  const std::string_view first = conditions.begin()->name();
  return first.starts_with('$') &&
         std::ranges::find(kOfDocuments, first) == std::end(kOfDocuments);
}

// --- operators ---------------------------------------------------------------

bool SatisfiesAll(const Subject& subject, DocumentView operators);

bool EqualsAny(const Subject& subject, const Element& operand) {
  return AnyValue(subject,
                  [&](const Element& value) { return Equals(value, operand); });
}

bool MatchesAny(const Subject& subject, const Pattern& pattern) {
  return AnyValue(subject, [&](const Element& value) {
    return MatchesPattern(pattern, value);
  });
}

// The items of $in and $all, where a regular expression is a pattern.
bool IsListed(const Subject& subject, const Element& item) {
  return item.type() == Type::kRegex ? MatchesAny(subject, PatternOf(item))
                                     : EqualsAny(subject, item);
}

bool IsIn(const Subject& subject, DocumentView list) {
  return std::ranges::any_of(
      list, [&](const Element& item) { return IsListed(subject, item); });
}

bool HasAll(const Subject& subject, DocumentView list) {
  return !list.empty() && std::ranges::all_of(list, [&](const Element& item) {
    const bool is_condition = item.type() == Type::kDocument &&
                              item.AsDocument()["$elemMatch"].exists();
    return is_condition ? SatisfiesAll(subject, item.AsDocument())
                        : IsListed(subject, item);
  });
}

bool SatisfiesRegex(const Subject& subject, const Element& regex,
                    const Element& options) {
  Pattern pattern;
  if (regex.type() == Type::kRegex) {
    pattern = PatternOf(regex);
  } else {
    pattern.text = regex.AsString();
  }
  if (options.exists() && !options.AsString().empty()) {
    pattern.options = options.AsString();
  }
  return MatchesAny(subject, pattern);
}

bool HasRemainder(const Element& value, DocumentView mod) {
  const auto dividend = bson::ToInt64Truncated(value);
  if (!dividend.has_value()) return false;
  const auto divisor = *bson::ToInt64Truncated(mod["0"]);
  const auto remainder = *bson::ToInt64Truncated(mod["1"]);
  if (divisor == -1) return remainder == 0;
  return *dividend % divisor == remainder;
}

bool HasMatchingItem(const Element& array, DocumentView conditions) {
  return AnyItem(array, [&](const Element& item) {
    if (IsAboutItem(conditions)) {
      return SatisfiesAll({{item, /*by_position=*/true}}, conditions);
    }
    return HasFields(item) && ReferenceMatches(conditions, item.AsDocument());
  });
}

bool SatisfiesType(const Subject& subject, const Element& operand) {
  return AnyValue(subject, [&](const Element& value) {
    return operand.type() == Type::kArray
               ? AnyItem(operand,
                         [&](const Element& type) {
                           return HasTypeOf(value, type);
                         })
               : HasTypeOf(value, operand);
  });
}

// One entry of {field: {$gt: 1, $lt: 5}}.
bool Satisfies(const Subject& subject, const Element& operand,
               DocumentView operators) {
  const std::string_view name = operand.name();
  if (name == "$eq") return EqualsAny(subject, operand);
  if (name == "$ne") return !EqualsAny(subject, operand);
  if (name == "$in") return IsIn(subject, operand.AsDocument());
  if (name == "$nin") return !IsIn(subject, operand.AsDocument());
  if (name == "$all") return HasAll(subject, operand.AsDocument());
  if (name == "$type") return SatisfiesType(subject, operand);
  if (name == "$options") return true;
  if (name == "$regex") {
    return SatisfiesRegex(subject, operand, operators["$options"]);
  }
  if (name == "$not") {
    return operand.type() == Type::kRegex
               ? !MatchesAny(subject, PatternOf(operand))
               : !SatisfiesAll(subject, operand.AsDocument());
  }
  if (name == "$exists") {
    return IsTrue(operand) ==
           AnyEnd(subject, [](const Element& value) { return value.exists(); });
  }
  if (name == "$size") {
    return AnyEnd(subject, [&](const Element& value) {
      return value.type() == Type::kArray &&
             bson::ToInt64Exact(operand) == CountItems(value.AsDocument());
    });
  }
  if (name == "$elemMatch") {
    return AnyEnd(subject, [&](const Element& value) {
      return HasMatchingItem(value, operand.AsDocument());
    });
  }
  if (name == "$mod") {
    return AnyValue(subject, [&](const Element& value) {
      return HasRemainder(value, operand.AsDocument());
    });
  }
  if (name.starts_with("$bits")) {
    return AnyValue(subject, [&](const Element& value) {
      return HasBits(name, value, operand);
    });
  }
  return AnyValue(subject, [&](const Element& value) {
    return IsOrdered(name, value, operand);
  });
}

bool SatisfiesAll(const Subject& subject, DocumentView operators) {
  return std::ranges::all_of(operators, [&](const Element& operand) {
    return Satisfies(subject, operand, operators);
  });
}

bool IsDocumentOfOperators(const Element& value) {
  return value.type() == Type::kDocument && !value.AsDocument().empty() &&
         value.AsDocument().begin()->name().starts_with('$');
}

// --- whole filters -----------------------------------------------------------

// One entry of the filter.
bool SatisfiesEntry(const Element& entry, DocumentView document) {
  const std::string_view name = entry.name();
  const auto is_satisfied = [&](const Element& filter) {
    return ReferenceMatches(filter.AsDocument(), document);
  };
  if (name == "$and") {
    return std::ranges::all_of(entry.AsDocument(), is_satisfied);
  }
  if (name == "$or") {
    return std::ranges::any_of(entry.AsDocument(), is_satisfied);
  }
  if (name == "$nor") {
    return std::ranges::none_of(entry.AsDocument(), is_satisfied);
  }
  if (name == "$comment" || name == "$alwaysTrue") return true;
  if (name == "$alwaysFalse") return false;
  if (name == "$sampleRate") return bson::ToDouble(entry) == 1;

  const Subject subject = SubjectAt(document, name);
  return IsDocumentOfOperators(entry)
             ? SatisfiesAll(subject, entry.AsDocument())
             : IsListed(subject, entry);
}

}  // namespace

bool ReferenceMatches(DocumentView filter, DocumentView document) {
  return std::ranges::all_of(filter, [&](const Element& entry) {
    return SatisfiesEntry(entry, document);
  });
}

std::vector<Element> ReferenceSortValues(DocumentView document,
                                         const std::string& path) {
  const Element null(Type::kNull, {}, {});
  const Element undefined(Type::kUndefined, {}, {});
  std::vector<Element> level = {Element(Type::kDocument, {}, document.bytes())};
  for (const std::string& name : NamesOf(path)) {
    std::vector<Element> next;
    const auto enter = [&](const Element& value) {
      next.push_back(value.type() == Type::kDocument ? value.AsDocument()[name]
                                                     : Element());
    };
    for (const Element& value : level) {
      if (value.type() != Type::kArray) {
        enter(value);
        continue;
      }
      for (const Element& item : value.AsDocument()) enter(item);
      if (value.AsDocument().empty()) next.emplace_back();
    }
    level = std::move(next);
  }
  std::vector<Element> values;
  for (const Element& value : level) {
    if (value.type() != Type::kArray) {
      values.push_back(value.exists() ? value : null);
    } else if (value.AsDocument().empty()) {
      values.push_back(undefined);
    } else {
      for (const Element& item : value.AsDocument()) values.push_back(item);
    }
  }
  return values;
}

}  // namespace meerkat::testing
