// Locator: where an index entry says its document lies. It is the end of the
// entry's key, so that equal keys come in the order of insertion of their
// documents, as in MongoDB:
//
//   sequence number   1 byte: how many bytes; these bytes, big-endian
//   run               1 byte
//   encoded _id       main run only; to the end
//
// The first byte is 1 to 8: below any that an encoded field could begin with
// (index/KEY_FORMAT.md, "Bounds of scans").
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/record_key.h"

namespace meerkat::storage {

// A locator taken apart.
struct Locator {
  uint64_t sequence = 0;
  Run run = Run::kMain;
  // Of a document in the main run; a view of the locator's bytes.
  std::string_view id_key = {};
};

void AppendLocator(std::string& out, const Locator& locator);

// Error 301 DataCorruptionDetected.
StatusOr<Locator> ReadLocator(std::string_view bytes);

}  // namespace meerkat::storage
