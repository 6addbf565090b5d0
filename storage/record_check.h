// Checks that what is stored of a collection agrees with itself.
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <vector>

#include "storage/deadline.h"
#include "storage/kv/store.h"
#include "storage/record_store.h"

namespace meerkat::storage {

struct RecordReport {
  // As far as they could be read.
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
// meanwhile. Blocks of the files that are damaged are among the errors, with
// file and offset: what is behind one in its run is not looked at. Fails only
// when `deadline` passes and when the store cannot be read for another reason.
StatusOr<RecordReport> CheckRecords(kv::Store& store,
                                    const RecordStore& records,
                                    EncodeId encode_id,
                                    const Deadline& deadline = {});

}  // namespace meerkat::storage
