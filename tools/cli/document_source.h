// DocumentSource: the documents of a file to import, whatever its format.
//
//   while (std::optional<SourceItem> item = source->Next()) {
//     if (!item->document.ok()) report(source->unit(), item->number, ...);
//   }
//   if (!source->status().ok()) ...
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "tools/cli/input.h"

namespace meerkat::tools {

struct SourceItem {
  // An error when what stands there is no document; reading goes on behind it.
  StatusOr<Document> document;
  // The line it begins on, or which document of the file it is: from 1.
  uint64_t number = 0;
  // Whether an error's message says itself where it is, more exactly.
  bool error_tells_place = false;
};

class DocumentSource {
 public:
  virtual ~DocumentSource() = default;

  // The next item; nothing at the end, and where the input can be read no
  // further.
  virtual std::optional<SourceItem> Next() = 0;
  // Ok unless Next() ended before the end of the input.
  virtual const Status& status() const = 0;
  // What SourceItem::number counts: "line" or "document".
  virtual std::string_view unit() const = 0;
  // Bytes read so far, and in all if that is known.
  virtual uint64_t position() const = 0;
  virtual std::optional<uint64_t> size() const = 0;
};

// Extended JSON: documents one after another, usually one a line, or one array
// of them.
std::unique_ptr<DocumentSource> NewJsonSource(Input input);

// BSON documents one after another, as mongodump writes them.
std::unique_ptr<DocumentSource> NewBsonSource(Input input);

}  // namespace meerkat::tools
