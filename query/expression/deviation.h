// Deviation: how far numbers are from their mean.
#pragma once

#include <cstdint>
#include <optional>

namespace meerkat::query::expression {

// One pass, by Welford's method: a mean and the sum of squared distances from
// it. Not thread-safe.
class Deviation {
 public:
  void Add(double number) {
    ++count_;
    const double distance = number - mean_;
    mean_ += distance / static_cast<double>(count_);
    squares_ += distance * (number - mean_);
  }

  // Of a whole population; nothing when there was no number.
  std::optional<double> OfPopulation() const;
  // Of a sample of a population; nothing for fewer than two.
  std::optional<double> OfSample() const;

 private:
  int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

}  // namespace meerkat::query::expression
