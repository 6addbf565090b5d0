#include "tools/cli/progress.h"

#include "tests/catch.hpp"

namespace meerkat::tools {

TEST_CASE("progress tells rate and time left when the size is known") {
  CHECK(ProgressLine({.documents = 12000,
                      .bytes = 1024,
                      .total_bytes = 4096,
                      .seconds = 2}) ==
        "12,000 documents, 1.0 KiB of 4.0 KiB (25%), 6,000/s, 0:06 left");
}

TEST_CASE("progress of a pipe tells the rate alone") {
  CHECK(ProgressLine({.documents = 12000,
                      .bytes = 1024,
                      .total_bytes = std::nullopt,
                      .seconds = 2}) == "12,000 documents, 1.0 KiB, 6,000/s");
}

TEST_CASE("progress at the very beginning divides by nothing") {
  CHECK(ProgressLine(
            {.documents = 0, .bytes = 0, .total_bytes = 0, .seconds = 0}) ==
        "0 documents, 0 B");
}

TEST_CASE("a file that grew is never more than complete") {
  CHECK(
      ProgressLine(
          {.documents = 1, .bytes = 2048, .total_bytes = 1024, .seconds = 1}) ==
      "1 documents, 2.0 KiB of 2.0 KiB (100%), 1/s, 0:00 left");
}

TEST_CASE("a build has a bar, and the time left") {
  CHECK(BuildLine(7500, 30000, 2) ==
        "[=======>                      ] 25%, 7,500 of 30,000 documents, "
        "0:06 left");
  CHECK(BuildLine(0, 30000, 2) ==
        "[>                             ] 0%, 0 of 30,000 documents");
  CHECK(BuildLine(30000, 30000, 2) ==
        "[==============================] 100%, 30,000 of 30,000 documents, "
        "0:00 left");
}

TEST_CASE("a collection that grew or is empty is never more than complete") {
  CHECK(BuildLine(20, 10, 0) ==
        "[==============================] 100%, 20 of 20 documents");
  CHECK(BuildLine(0, 0, 1) ==
        "[>                             ] 0%, 0 of 1 documents");
}

}  // namespace meerkat::tools
