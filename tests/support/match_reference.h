// What a filter means, read anew from its document for every document it is
// asked about and with no thought of speed: the oracle of query/match.
//
// Written from the MongoDB manual, "Query Predicates", and the rules of paths
// (storage/bson/field_path.h). It shares nothing with query/match; of storage
// it takes the order of values and the conversions of numbers.
#pragma once

#include <meerkat/document.h>

#include <string>
#include <vector>

namespace meerkat::testing {

// Whether `document` satisfies `filter`. REQUIRES: a filter that ParseFilter
// accepts, whose $sampleRate is 0 or 1, and whose regular expressions are made
// of ASCII characters, of `.`, of ^ in front and $ behind, with no option but
// i; no text that they meet holds a newline.
bool ReferenceMatches(DocumentView filter, DocumentView document);

// All values that the key `path` of a sort looks at: the items of an array
// rather than the array, undefined for an empty one, null for what is missing.
// The least of them counts ascending, the greatest descending. REQUIRES: no
// component is a number.
std::vector<Element> ReferenceSortValues(DocumentView document,
                                         const std::string& path);

}  // namespace meerkat::testing
