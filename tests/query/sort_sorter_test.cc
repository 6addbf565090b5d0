#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/sort/sorter.h"
#include "tests/catch.hpp"
#include "tests/support/fault_file_system.h"
#include "tests/support/temp_directory.h"

namespace meerkat::query {
namespace {

using Catch::Matchers::ContainsSubstring;
using testing::FaultFileSystem;
using testing::TempDirectory;

// The rows of a finished sorter, each as "key=row".
std::vector<std::string> Drain(Sorter& sorter) {
  REQUIRE(sorter.Finish() == absl::OkStatus());
  std::vector<std::string> rows;
  while (sorter.Next()) {
    rows.push_back(fmt::format("{}={}", sorter.key(), sorter.row()));
  }
  CHECK(sorter.status() == absl::OkStatus());
  return rows;
}

// Adds rows of some size with keys in a scattered order, until an error.
Status AddRows(Sorter& sorter, int count, size_t row_size = 100) {
  const std::string filler(row_size, '.');
  for (int i = 0; i < count; ++i) {
    const std::string key = fmt::format("{:06}", i * 7919 % 10007);
    if (Status s = sorter.Add(key, filler); !s.ok()) return s;
  }
  return absl::OkStatus();
}

size_t FilesIn(const std::string& directory) {
  return static_cast<size_t>(
      std::distance(std::filesystem::directory_iterator(directory), {}));
}

TEST_CASE("a sorter without rows has none") {
  for (const uint64_t limit : {0, 3}) {
    Sorter sorter({.limit = limit});
    CHECK(sorter.memory() == 0);
    CHECK(Drain(sorter).empty());
  }
}

TEST_CASE("rows come out in the order of their keys, equal ones as added") {
  for (const uint64_t limit : {0, 5, 100}) {
    Sorter sorter({.limit = limit});
    for (const auto& [key, row] :
         {std::pair{"b", "1"}, {"a", "2"}, {"b", "3"}, {"", "4"}, {"a", "5"}}) {
      REQUIRE(sorter.Add(key, row).ok());
    }
    CHECK(Drain(sorter) ==
          std::vector<std::string>{"=4", "a=2", "a=5", "b=1", "b=3"});
  }
}

TEST_CASE("with a limit the first rows come out") {
  Sorter sorter({.limit = 3});
  for (const auto& [key, row] : {std::pair{"c", "1"},
                                 {"b", "2"},
                                 {"c", "3"},
                                 {"a", "4"},
                                 {"c", "5"},
                                 {"b", "6"}}) {
    REQUIRE(sorter.Add(key, row).ok());
  }
  CHECK(Drain(sorter) == std::vector<std::string>{"a=4", "b=2", "b=6"});
}

TEST_CASE("keys of any length are told apart, zeros among them") {
  using std::string_view_literals::operator""sv;
  const std::vector<std::string_view> keys = {
      ""sv,          "\0"sv,           "\0\0"sv,     "\0\1"sv,
      "a"sv,         "a\0"sv,          "abcdefgh"sv, "abcdefgh\0"sv,
      "abcdefgh1"sv, "abcdefgh1234"sv, "abcdefgi"sv, "\xff"sv};
  for (const uint64_t limit : {0, 100}) {
    Sorter sorter({.limit = limit});
    for (size_t i = keys.size(); i-- > 0;) {
      REQUIRE(sorter.Add(keys[i], "").ok());
    }
    REQUIRE(sorter.Finish().ok());
    for (const std::string_view key : keys) {
      REQUIRE(sorter.Next());
      CHECK(sorter.key() == key);
    }
    CHECK_FALSE(sorter.Next());
  }
}

TEST_CASE("memory is limited where the disk may not be used") {
  Sorter sorter({.memory_limit = 10'000});
  const Status error = AddRows(sorter, 1000);
  CHECK(ErrorCodeOf(error) ==
        ErrorCode::kQueryExceededMemoryLimitNoDiskUseAllowed);
  CHECK_THAT(ErrorMessageOf(error), ContainsSubstring("10000 bytes"));
  CHECK_THAT(ErrorMessageOf(error),
             ContainsSubstring("did not opt in to external sorting"));
  Sorter diskless({.memory_limit = 10'000, .why_no_disk = "there is no disk"});
  CHECK_THAT(ErrorMessageOf(AddRows(diskless, 1000)),
             ContainsSubstring("but there is no disk"));

  Sorter top({.limit = 500, .memory_limit = 10'000});
  CHECK(ErrorCodeOf(AddRows(top, 1000)) ==
        ErrorCode::kQueryExceededMemoryLimitNoDiskUseAllowed);
  Sorter few({.limit = 10, .memory_limit = 10'000});
  CHECK(AddRows(few, 1000).ok());
}

TEST_CASE("rows beyond memory go to the disk and come back in order") {
  TempDirectory temp;
  Sorter all({});
  REQUIRE(AddRows(all, 5000).ok());
  const std::vector<std::string> expected = Drain(all);
  for (const uint64_t limit : {0, 100, 1000, 9999}) {
    TempFiles files(nullptr, temp.path());
    Sorter sorter(
        {.limit = limit, .memory_limit = 20'000, .temp_files = &files});
    REQUIRE(AddRows(sorter, 5000).ok());
    CHECK((sorter.spills() > 2) == (limit != 100));
    const size_t count = limit == 0 ? 5000 : std::min<size_t>(limit, 5000);
    CHECK(Drain(sorter) ==
          std::vector<std::string>(expected.begin(), expected.begin() + count));
    CHECK((sorter.spilled_bytes() > 0) == (limit != 100));
    CHECK(FilesIn(temp.path()) == 0);
  }
}

TEST_CASE("rows behind all that are wanted are neither kept nor written") {
  TempDirectory temp;
  TempFiles files(nullptr, temp.path());
  const std::string row(1000, '.');
  Sorter sorter({.limit = 10, .memory_limit = 10'000, .temp_files = &files});
  // Memory has no room for ten rows: they are in two runs.
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(sorter.Add(fmt::format("{:04}", i), row).ok());
  }
  CHECK(sorter.spills() == 2);
  CHECK(Drain(sorter).size() == 10);
}

TEST_CASE("a row larger than memory is no obstacle") {
  TempDirectory temp;
  TempFiles files(nullptr, temp.path());
  const std::string large(1'000'000, 'x');
  for (const uint64_t limit : {0, 2}) {
    Sorter sorter({.limit = limit, .memory_limit = 1000, .temp_files = &files});
    REQUIRE(sorter.Add("b", large).ok());
    REQUIRE(sorter.Add("a", "small").ok());
    CHECK(Drain(sorter) == std::vector<std::string>{"a=small", "b=" + large});
  }
}

TEST_CASE("a temporary file is gone when its sorter is, read or not") {
  TempDirectory temp;
  FaultFileSystem file_system(temp.path());
  TempFiles files(&file_system, file_system.root());
  {
    Sorter sorter({.memory_limit = 10'000, .temp_files = &files});
    REQUIRE(AddRows(sorter, 1000).ok());
    CHECK(FilesIn(file_system.root()) == 1);
    REQUIRE(sorter.Finish().ok());
    REQUIRE(sorter.Next());
    CHECK(FilesIn(file_system.root()) == 1);
  }
  CHECK(FilesIn(file_system.root()) == 0);
}

TEST_CASE("a full disk ends a sort") {
  TempDirectory temp;
  FaultFileSystem file_system(temp.path());
  TempFiles files(&file_system, file_system.root());
  file_system.SetFull(50'000);
  {
    Sorter sorter({.memory_limit = 10'000, .temp_files = &files});
    CHECK(ErrorCodeOf(AddRows(sorter, 1000)) == ErrorCode::kOutOfDiskSpace);
  }
  CHECK(FilesIn(file_system.root()) == 0);
  // What was written has been given back.
  Sorter sorter({.memory_limit = 10'000, .temp_files = &files});
  CHECK(AddRows(sorter, 200).ok());
  CHECK(sorter.spills() > 0);
}

TEST_CASE("any call of the disk may fail, and the sort says so") {
  TempDirectory temp;
  FaultFileSystem file_system(temp.path());
  TempFiles files(&file_system, file_system.root());
  bool failed = true;
  for (uint64_t n = 1; failed; ++n) {
    CAPTURE(n);
    file_system.FailCall(n);
    size_t rows = 0;
    Status status;
    {
      Sorter sorter({.memory_limit = 10'000, .temp_files = &files});
      status = AddRows(sorter, 300);
      if (status.ok()) status = sorter.Finish();
      if (status.ok()) {
        while (sorter.Next()) ++rows;
        status = sorter.status();
      }
    }
    const std::vector<std::string> failed_calls = file_system.failed_calls();
    file_system.StopFailing();
    failed = !failed_calls.empty();
    // A file that could not be removed is no error of the sort.
    const bool only_removal = failed && failed_calls[0].starts_with("remove");
    CHECK(status.ok() == (!failed || only_removal));
    if (status.ok()) CHECK(rows == 300);
    if (!only_removal) CHECK(FilesIn(file_system.root()) == 0);
    for (const auto& left :
         std::filesystem::directory_iterator(file_system.root())) {
      REQUIRE(file_system.Remove(left.path()).ok());
    }
  }
}

TEST_CASE("a directory that is not there is an error") {
  TempDirectory temp;
  TempFiles files(nullptr, temp / "missing");
  Sorter sorter({.memory_limit = 1000, .temp_files = &files});
  CHECK(ErrorCodeOf(AddRows(sorter, 100)) == ErrorCode::kFileOpenFailed);
}

TEST_CASE("work on the disk can be interrupted") {
  TempDirectory temp;
  TempFiles files(nullptr, temp.path());
  int left = 5;
  const auto check = [&left]() -> Status {
    if (left-- > 0) return absl::OkStatus();
    return MakeError(ErrorCode::kMaxTimeMSExpired, "operation exceeded limit");
  };
  Sorter sorter(
      {.memory_limit = 10'000, .temp_files = &files, .check_interrupt = check});
  CHECK(ErrorCodeOf(AddRows(sorter, 10'000)) == ErrorCode::kMaxTimeMSExpired);
}

}  // namespace
}  // namespace meerkat::query
