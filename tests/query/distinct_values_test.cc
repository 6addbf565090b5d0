// DistinctValues inside one large document. What the values are is told in
// tests/scripts/distinct.txt.
#include "query/exec/distinct_values.h"

#include <meerkat/builder.h>

#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

Document LargeDocument() {
  Builder builder;
  builder.OpenArray("a");
  for (int i = 0; i < 100000; ++i) builder.AppendItem(i % 7);
  builder.Close();
  return std::move(builder).Finish();
}

TEST_CASE("collecting the values of one document ends when it is told to") {
  int asked = 0;
  DistinctValues values("a", nullptr, [&] {
    return ++asked < 3 ? absl::OkStatus()
                       : MakeError(ErrorCode::kMaxTimeMSExpired, "enough");
  });
  const Status status = values.Add(LargeDocument());
  CHECK(ErrorCodeOf(status) == ErrorCode::kMaxTimeMSExpired);
  CHECK(asked == 3);
}

TEST_CASE("a document of many values is one that may take its time") {
  int asked = 0;
  DistinctValues values("a", nullptr, [&] {
    ++asked;
    return absl::OkStatus();
  });
  CHECK(values.Add(LargeDocument()).ok());
  CHECK(values.Take().size() == 7);
  CHECK(asked > 100);
}

}  // namespace
}  // namespace meerkat::query
