#include "bench/report.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "bench/targets.h"

namespace meerkat::bench {

namespace {

// One part of the table: the same budget for all three.
struct Comparison {
  std::string_view title;
  std::string_view meerkat;
  std::string_view rocksdb;
  std::string_view sqlite;
  double budget_mb;
};

constexpr Comparison kComparisons[] = {
    {"1 GiB: everything cached", "meerkat", "rocksdb", "sqlite", 1024},
    {"64 MiB: the default budget", "meerkat-64m", "rocksdb-64m", "sqlite-64m",
     64},
};

constexpr std::string_view kLine =
    "{:<11} {:>3} {:<9} {:>8} {:>8} {:>8} {:>8} {:<8} {:>8} {:<8} {:<10} {}\n";

std::optional<double> Measured(const std::vector<Row>& medians,
                               const Target& target, std::string_view subject) {
  for (const Row& row : medians) {
    if (row.workload == target.workload && row.threads == target.threads &&
        row.subject == subject) {
      return row.*(target.column);
    }
  }
  return std::nullopt;
}

std::optional<double> Ratio(std::optional<double> a, std::optional<double> b) {
  if (!a || !b) return std::nullopt;
  return *a / *b;
}

std::string Short(std::optional<double> number) {
  if (!number) return "-";
  if (*number >= 1e6) return fmt::format("{:.2f}M", *number / 1e6);
  if (*number >= 1e4) return fmt::format("{:.0f}k", *number / 1e3);
  return fmt::format("{:.{}f}", *number, *number < 100 ? 2 : 0);
}

std::string Bound(Better better, std::optional<double> bound) {
  if (!bound) return "";
  return (better == Better::kMore ? ">=" : "<=") + Short(bound);
}

bool Reaches(Better better, std::optional<double> measured,
             std::optional<double> bound) {
  if (!measured || !bound) return true;
  return better == Better::kMore ? *measured >= *bound : *measured <= *bound;
}

std::string TargetLine(const std::vector<Row>& medians, const Target& target,
                       const Comparison& comparison) {
  const auto meerkat = Measured(medians, target, comparison.meerkat);
  const auto rocksdb = Measured(medians, target, comparison.rocksdb);
  const auto sqlite = Measured(medians, target, comparison.sqlite);
  if (!meerkat && !rocksdb && !sqlite) return "";

  const auto to_rocksdb = Ratio(meerkat, rocksdb);
  const auto to_sqlite = Ratio(meerkat, sqlite);
  std::optional<double> limit = target.limit;
  if (limit && target.beyond_budget) *limit += comparison.budget_mb;
  const bool is_met = Reaches(target.better, to_rocksdb, target.to_rocksdb) &&
                      Reaches(target.better, to_sqlite, target.to_sqlite) &&
                      Reaches(target.better, meerkat, limit);
  return fmt::format(kLine, target.workload, target.threads, target.unit,
                     Short(meerkat), Short(rocksdb), Short(sqlite),
                     Short(to_rocksdb), Bound(target.better, target.to_rocksdb),
                     Short(to_sqlite), Bound(target.better, target.to_sqlite),
                     Bound(target.better, limit), is_met ? "" : "missed");
}

std::string ComparisonTable(const std::vector<Row>& medians,
                            const Comparison& comparison) {
  std::string lines;
  for (const Target& target : AllTargets()) {
    lines += TargetLine(medians, target, comparison);
  }
  if (lines.empty()) return "";
  return fmt::format("\n{}\n", comparison.title) +
         fmt::format(kLine, "workload", "thr", "in", "meerkat", "rocksdb",
                     "sqlite", "/rocksdb", "target", "/sqlite", "target",
                     "limit", "") +
         lines;
}

}  // namespace

std::string TsvFile(const std::vector<Row>& medians) {
  std::string file = fmt::format("{}\n", TsvHeader());
  for (const Row& row : medians) file += ToTsv(row) + '\n';
  return file;
}

std::string RatioTable(const std::vector<Row>& medians) {
  std::string table;
  for (const Comparison& comparison : kComparisons) {
    table += ComparisonTable(medians, comparison);
  }
  return table;
}

}  // namespace meerkat::bench
