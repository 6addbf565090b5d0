#include "query/expression/deviation.h"

#include <cmath>

namespace meerkat::query::expression {

std::optional<double> Deviation::OfPopulation() const {
  if (count_ < 1) return std::nullopt;
  return std::sqrt(squares_ / static_cast<double>(count_));
}

std::optional<double> Deviation::OfSample() const {
  if (count_ < 2) return std::nullopt;
  return std::sqrt(squares_ / static_cast<double>(count_ - 1));
}

}  // namespace meerkat::query::expression
