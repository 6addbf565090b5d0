// Medians: what several runs say together.
#pragma once

#include <vector>

#include "bench/row.h"

namespace meerkat::bench {

// One row for each workload, number of threads and subject, in the order of
// their first appearance; every column is the median of its runs.
std::vector<Row> Medians(const std::vector<Row>& rows);

}  // namespace meerkat::bench
