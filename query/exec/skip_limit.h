// SkipLimit: passes over the first rows, and ends after as many as are wanted.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "query/exec/stage.h"

namespace meerkat::query {

class SkipLimit : public Stage {
 public:
  // A limit of 0 is none.
  SkipLimit(int64_t skip, int64_t limit, std::unique_ptr<Stage> input)
      : skip_(skip), limit_(limit), input_(std::move(input)) {}

  Step Next(Row& row) override;
  bool is_exhausted() const override {
    return (limit_ > 0 && handed_on_ == limit_) || input_->is_exhausted();
  }

 private:
  int64_t skip_;
  const int64_t limit_;
  int64_t handed_on_ = 0;
  const std::unique_ptr<Stage> input_;
};

}  // namespace meerkat::query
