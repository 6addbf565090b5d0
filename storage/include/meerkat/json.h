// Extended JSON version 2, both ways.
//
//   StatusOr<Document> d = ParseJson(R"({"_id": {"$oid": "..."}, "n": 1})");
//   std::string line = ToJson(*d, JsonMode::kRelaxed);
//
// Canonical form keeps every type; relaxed form prints numbers and dates as
// people read them, and an int64 that fits an int32 comes back as one. Doubles
// print in their shortest form that reads back to the same bits. What neither
// form can tell apart is lost: payloads of NaN, and documents whose own fields
// are called like those of a type ("$oid"). To read many documents from a file
// see json_reader.h. Specification: MongoDB manual, "MongoDB Extended JSON
// (v2)".
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <string>
#include <string_view>

namespace meerkat {

enum class JsonMode { kRelaxed, kCanonical };

// Prints on one line, without spaces: {"a":1,"b":[true,null]}. A missing
// element prints as the word missing, which is no JSON.
std::string ToJson(DocumentView document, JsonMode mode = JsonMode::kRelaxed);
std::string ToJson(const Element& element, JsonMode mode = JsonMode::kRelaxed);
// Appends to `out`, for printing many.
void AppendJson(std::string& out, DocumentView document, JsonMode mode);

// Reads one document, in either form or a mixture; text is strict JSON (RFC
// 8259) in UTF-8. A number without point and exponent becomes an int32, an
// int64 or, beyond that, a double; any other number a double. Fields of equal
// names are all kept, as BSON allows. A field name may not hold NUL.
//
// Errors: 9 FailedToParse naming the offset and what is wrong there, also when
// anything but white space follows the document or the levels of nesting are
// more than kMaxNestingDepth; 10334 BSONObjectTooLarge beyond
// kMaxDocumentSize.
StatusOr<Document> ParseJson(std::string_view text);

}  // namespace meerkat
