#include "bench/subject.h"

namespace meerkat::bench {

namespace {

// Everything cached, and what a program gets that asks for nothing.
constexpr size_t kLargeBudget = size_t{1} << 30;
constexpr size_t kDefaultBudget = size_t{64} << 20;

}  // namespace

const std::vector<Subject>& AllSubjects() {
  static const std::vector<Subject> subjects = {
      {"meerkat", Form::kBson, kLargeBudget, OpenMeerkat},
      {"rocksdb", Form::kBson, kLargeBudget, OpenRocksDb},
      {"sqlite", Form::kJson, kLargeBudget, OpenSqlite},
      {"meerkat-64m", Form::kBson, kDefaultBudget, OpenMeerkat},
      {"rocksdb-64m", Form::kBson, kDefaultBudget, OpenRocksDb},
      {"sqlite-64m", Form::kJson, kDefaultBudget, OpenSqlite},
  };
  return subjects;
}

}  // namespace meerkat::bench
