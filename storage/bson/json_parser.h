// JsonParser: Extended JSON text to BSON bytes, in one pass.
//
// Each value is written behind its name as it is read; only lengths and the
// type byte in front of the name are filled in afterwards:
//
//   text read        bytes written
//   {                00 00 00 00                  the length, known at the end
//   "n":             00 'n' 00                    the type, not known yet
//   {"$numberLong":
//     "7"}           07 00 00 00 00 00 00 00      and the type becomes 12
//   }                00
//
// Why not libbson's reader, which DESIGN.md allows? Version 1.23.1, measured:
// of the 1222 parsing cases of the BSON corpus it fails 134. It stores NaN for
// decimal text it cannot read, cuts code at a NUL, takes a top-level array for
// a document, ignores a second document, refuses integers beyond int64 and the
// deepest documents that MongoDB stores, and seldom says where the error is.
// It reads the demo's cities at 110 MB/s, and JsonReader at nearly 400.
//
// Used by ParseJson (json_parser.cc) and JsonReader (json_reader.cc).
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "storage/bson/json_scanner.h"

namespace meerkat::bson {

struct TypeWrapper;

// Keeps the text and the string it writes to: both must outlive it.
class JsonParser {
 public:
  // Reads `text` from its beginning. REQUIRES: `out` is empty.
  JsonParser(std::string_view text, std::string& out)
      : scanner_(text), out_(out) {}

  // Reads one document and leaves its valid BSON in `out`; false on failure.
  // At the top a document is always a document: {"$oid": ...} is an ObjectId
  // only inside one.
  bool ParseDocument();

  // Reads white space up to the end of the text; false if more follows.
  bool ParseEnd();

  // After a document was read: the byte behind it.
  size_t offset() const { return scanner_.offset(); }

  // After a failure: what is wrong and where, and its code: FailedToParse, or
  // BSONObjectTooLarge for a document beyond MongoDB's limit.
  const JsonError& error() const { return scanner_.error(); }
  ErrorCode error_code() const {
    return is_too_large() ? ErrorCode::kBSONObjectTooLarge
                          : ErrorCode::kFailedToParse;
  }
  // After a failure: the text ended too early, and a longer one may do.
  bool ran_out() const { return scanner_.ran_out() && !is_too_large(); }

 private:
  // Each reads a value, appends its payload and sets its type.
  bool ParseValue(Type& type);
  bool ParseObject(Type& type);
  bool ReadDocument(Document& document);
  bool ParseFields();
  bool ParseArray();
  bool ParseString();
  bool ParseNumber(Type& type);

  bool ParseField();
  bool ParseName();
  bool TakeTypeWrapper(const TypeWrapper*& wrapper);

  bool Open(size_t& start);
  bool Close(size_t start);
  bool is_too_large() const { return out_.size() > kMaxDocumentSize; }

  JsonScanner scanner_;
  std::string& out_;
  // Documents and arrays that are open.
  int depth_ = 0;
};

}  // namespace meerkat::bson
