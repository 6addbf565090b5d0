// Collator: compares texts by a collation, and makes sort keys of them.
//
//   MEERKAT_ASSIGN_OR_RETURN(
//       const std::shared_ptr<const Collator> collator,
//       Collator::Make(Document{{"locale", "en"}, {"strength", 2}}));
//   collator->Compare("Ada", "ADA");                 // 0
//
// Whoever compares values takes a pointer to one that is null as a rule: then
// texts are compared by their bytes (compare.h). A collation reaches strings
// and symbols, also inside documents and arrays; never names of fields, code,
// or regular expressions. A filter gets its collator when it is made ready
// (query/match/collate.h), so that nothing is looked up for a value; sorts and
// expressions find it in what they run with (query/exec/context.h).
//
// The work is ICU's. In a build without it (MEERKAT_WITH_ICU=OFF) "simple" is
// the only locale.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <memory>
#include <string>
#include <string_view>

#include "storage/bson/collation.h"

namespace meerkat::bson {

// Immutable; any number of threads may share one.
class Collator {
 public:
  // Whether this build knows any locale but "simple".
  static bool HasLocales();

  // Null for {locale: "simple"}. What collation().ToBson() gives is always
  // taken again. `path` names the document in messages. Errors: those of
  // ParseCollation;
  //   2    a locale that ICU does not have, or not by this name; options that
  //        mean nothing beside each other; any locale in a build without ICU
  //   161  a version that is not the one of this build's ICU
  static StatusOr<std::shared_ptr<const Collator>> Make(
      DocumentView document, std::string_view path = "collation");

  ~Collator();
  Collator(const Collator&) = delete;
  Collator& operator=(const Collator&) = delete;

  const Collation& collation() const { return collation_; }

  // Negative, zero or positive as `a` is before, equal to or after `b`.
  // REQUIRES, of all texts: valid UTF-8.
  int Compare(std::string_view a, std::string_view b) const;

  // Appends bytes that compare with those of another text, unsigned, as the
  // texts do. They may hold zeros, are no text themselves, and may differ in
  // another version of ICU.
  void AppendSortKey(std::string_view text, std::string& key) const;

  // `value` with each text in it replaced by its sort key, as a string that is
  // no valid UTF-8: what to hash or to encode where the value itself would be
  // hashed or encoded by its bytes.
  Value SortKeyOf(const Element& value) const;

 private:
  // What ICU has opened.
  struct Rules;

  Collator(std::unique_ptr<Rules> rules, Collation collation);

  const std::unique_ptr<Rules> rules_;
  const Collation collation_;
};

// Whether a collation can change what `value` is equal to: whether there is a
// text in it.
bool HoldsText(const Element& value);

}  // namespace meerkat::bson
