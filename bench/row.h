// Row: one measured result, the unit that travels from the process that
// measured it to the report, and into the TSV file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meerkat::bench {

// A column that says nothing about a workload stays empty and is printed "-".
struct Row {
  std::string workload;
  int threads = 1;
  std::string subject;
  // Operations per second of processor time: all threads of the process,
  // background work included.
  std::optional<double> ops_per_cpu_s;
  std::optional<double> ops_per_s;
  std::optional<double> p50_us;
  std::optional<double> p99_us;
  // Megabytes (2^20 bytes) on disk or in memory, as the workload says.
  std::optional<double> mb;
  std::string note;
};

// The header of a TSV file, and one line of it; neither ends in a newline.
std::string_view TsvHeader();
std::string ToTsv(const Row& row);
// Reads what ToTsv wrote. REQUIRES: `line` is such a line.
Row FromTsv(std::string_view line);

}  // namespace meerkat::bench
