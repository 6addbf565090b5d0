// Checks that what is stored of a collection agrees with itself.
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <vector>

#include "storage/kv/store.h"
#include "storage/record_store.h"

namespace meerkat::storage {

struct RecordReport {
  int64_t documents = 0;
  int64_t invalid_documents = 0;
  // What is wrong, a line each; of many only the first hundred.
  std::vector<std::string> errors;
};

// How an _id becomes its key; the index layer's business.
using EncodeId = absl::FunctionRef<std::string(const Element&)>;

// Reads everything that one state of the collection holds: values are whole
// and valid BSON, keys are those of the documents' _ids, both runs stand in the
// order of insertion, every document of the overflow run is listed under its
// _id and no other is, and the counts are what is there. Writers go on
// meanwhile. Fails only when the store cannot be read.
StatusOr<RecordReport> CheckRecords(kv::Store& store,
                                    const RecordStore& records,
                                    EncodeId encode_id);

}  // namespace meerkat::storage
