#include "tools/cli/units.h"

#include "tests/catch.hpp"

namespace meerkat::tools {

TEST_CASE("counts are grouped by thousands") {
  CHECK(FormatCount(0) == "0");
  CHECK(FormatCount(999) == "999");
  CHECK(FormatCount(1000) == "1,000");
  CHECK(FormatCount(24323) == "24,323");
  CHECK(FormatCount(1234567) == "1,234,567");
  CHECK(FormatCount(-999) == "-999");
  CHECK(FormatCount(-1000) == "-1,000");
}

TEST_CASE("a count stands before its noun") {
  CHECK(FormatCount(0, "document") == "0 documents");
  CHECK(FormatCount(1, "document") == "1 document");
  CHECK(FormatCount(24323, "document") == "24,323 documents");
}

TEST_CASE("bytes are told in the unit that keeps the number small") {
  CHECK(FormatBytes(0) == "0 B");
  CHECK(FormatBytes(1023) == "1023 B");
  CHECK(FormatBytes(1024) == "1.0 KiB");
  CHECK(FormatBytes(3040746) == "2.9 MiB");
  CHECK(FormatBytes((uint64_t{1} << 20) - 1) == "1.0 MiB");
  CHECK(FormatBytes(uint64_t{5} << 30) == "5.0 GiB");
  CHECK(FormatBytes(UINT64_MAX) == "16384.0 PiB");
}

TEST_CASE("durations are rounded up to seconds") {
  CHECK(FormatDuration(0) == "0:00");
  CHECK(FormatDuration(0.2) == "0:01");
  CHECK(FormatDuration(75) == "1:15");
  CHECK(FormatDuration(3600) == "1:00:00");
  CHECK(FormatDuration(3661.5) == "1:01:02");
}

}  // namespace meerkat::tools
