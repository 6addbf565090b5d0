#include "bench/row.h"

#include <fmt/format.h>

#include <cassert>
#include <vector>

namespace meerkat::bench {

namespace {

std::string Cell(const std::optional<double>& number) {
  return number ? fmt::format("{:.6g}", *number) : "-";
}

std::optional<double> ParseCell(const std::string& cell) {
  if (cell == "-") return std::nullopt;
  return std::stod(cell);
}

std::vector<std::string> Cells(std::string_view line) {
  std::vector<std::string> cells;
  for (size_t tab; (tab = line.find('\t')) != std::string_view::npos;) {
    cells.emplace_back(line.substr(0, tab));
    line.remove_prefix(tab + 1);
  }
  cells.emplace_back(line);
  return cells;
}

}  // namespace

std::string_view TsvHeader() {
  return "workload\tthreads\tsubject\tops_per_cpu_s\tops_per_s\tp50_us\tp99_us"
         "\tmb\tnote";
}

std::string ToTsv(const Row& row) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", row.workload,
                     row.threads, row.subject, Cell(row.ops_per_cpu_s),
                     Cell(row.ops_per_s), Cell(row.p50_us), Cell(row.p99_us),
                     Cell(row.mb), row.note);
}

Row FromTsv(std::string_view line) {
  const std::vector<std::string> cells = Cells(line);
  assert(cells.size() == 9);
  Row row;
  row.workload = cells[0];
  row.threads = std::stoi(cells[1]);
  row.subject = cells[2];
  row.ops_per_cpu_s = ParseCell(cells[3]);
  row.ops_per_s = ParseCell(cells[4]);
  row.p50_us = ParseCell(cells[5]);
  row.p99_us = ParseCell(cells[6]);
  row.mb = ParseCell(cells[7]);
  row.note = cells[8];
  return row;
}

}  // namespace meerkat::bench
