// The matching rules of the unified test format: does a result look as a test
// expects it? See unified_runner.h.
#pragma once

#include <meerkat/document.h>

#include <string>

namespace meerkat::testing {

enum class Extras {
  // A document may have more fields than expected: a result, a reply, an item
  // that came from a cursor.
  kAllowed,
  kForbidden,
};

// Where `actual` is not as expected, and how; empty when it is. `expected` may
// hold operators ($$exists, $$type, $$unsetOrMatches, $$lte, $$matchAsRoot,
// $$matchAsDocument). The order of fields does not count.
std::string Mismatch(const Element& expected, const Element& actual,
                     Extras extras);

// The same without operators, and without extra fields anywhere: for the
// documents that a test leaves behind.
std::string ExactMismatch(DocumentView expected, DocumentView actual);

}  // namespace meerkat::testing
