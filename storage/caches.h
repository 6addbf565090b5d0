// What lies in front of the store.
#pragma once

#include "storage/document_cache.h"
#include "storage/page_cache.h"

namespace meerkat::storage {

struct Caches {
  // For reads by _id.
  DocumentCache documents;
  // For scans.
  PageCache pages;
};

}  // namespace meerkat::storage
