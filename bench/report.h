// What the user of a benchmark sees: the medians as TSV, and a table of ratios
// with the targets beside them.
#pragma once

#include <string>
#include <vector>

#include "bench/row.h"

namespace meerkat::bench {

// The rows under TsvHeader(), a line each.
std::string TsvFile(const std::vector<Row>& medians);

// Meerkat against RocksDB and SQLite for each workload that has been measured.
std::string RatioTable(const std::vector<Row>& medians);

}  // namespace meerkat::bench
