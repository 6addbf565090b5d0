// The test data of MongoDB's specifications, which is not part of this
// repository (its licence keeps it out of what is shipped). It is looked for
// in $MEERKAT_SPEC_TESTS, else in ../shared/spec-tests beside the sources.
#pragma once

#include <meerkat/document.h>

#include <string>
#include <string_view>
#include <vector>

namespace meerkat::testing {

struct SpecFile {
  std::string name;
  Document content;
};

// The JSON files of a folder such as "bson-corpus/tests" whose names begin
// with `prefix`, by name. Where the data is absent there are none, and a line
// beginning with "SKIPPED:" says so on the output, by which ctest knows. Throws
// what is wrong with a file.
std::vector<SpecFile> SpecFiles(std::string_view folder,
                                std::string_view prefix = "");

// The text of a field; empty when the case does not have it.
std::string_view TextOf(DocumentView test_case, std::string_view field);

// The bytes that a field writes in hexadecimal.
std::string BytesOf(DocumentView test_case, std::string_view field);

// The documents of an array; none when the field is missing.
std::vector<DocumentView> CasesOf(DocumentView content, std::string_view field);

}  // namespace meerkat::testing
