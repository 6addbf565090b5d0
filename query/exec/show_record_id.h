// ShowRecordId: adds the number of its record to each document, as $recordId.
// MongoDB manual, "cursor.showRecordId()".
#pragma once

#include <meerkat/builder.h>

#include <memory>
#include <utility>

#include "query/exec/stage.h"

namespace meerkat::query {

class ShowRecordId : public Stage {
 public:
  explicit ShowRecordId(std::unique_ptr<Stage> input)
      : input_(std::move(input)) {}

  // Rows are valid until the next call.
  Step Next(Row& row) override;
  bool is_exhausted() const override { return input_->is_exhausted(); }

 private:
  const std::unique_ptr<Stage> input_;
  Builder shown_;
};

}  // namespace meerkat::query
