// Cursors of commands: how large batches are, and how long a cursor stays.
#include <meerkat/client.h>

#include <chrono>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_clock.h"

namespace meerkat {
namespace {

using testing::CodeOf;
using testing::OpenClient;
using testing::Run;

void InsertAscending(Collection c, int count, const std::string& padding = "") {
  std::vector<Document> documents;
  for (int i = 0; i < count; ++i) {
    documents.push_back(Document{{"_id", i}, {"pad", padding}});
  }
  const auto result = c.InsertMany(documents);
  REQUIRE(result->inserted_count == count);
}

struct Batch {
  int size = 0;
  int first_id = -1;
  int64_t cursor = 0;
};

// Reads the reply of find or getMore.
Batch BatchOf(const Document& reply) {
  const DocumentView cursor = reply["cursor"].AsDocument();
  const Element documents = cursor["firstBatch"].exists() ? cursor["firstBatch"]
                                                          : cursor["nextBatch"];
  Batch batch;
  batch.cursor = cursor["id"].AsInt64();
  for (const Element& document : documents.AsDocument()) {
    if (batch.size++ > 0) continue;
    batch.first_id = document.AsDocument()["_id"].AsInt32();
  }
  return batch;
}

Document GetMore(int64_t cursor) {
  return Document{{"getMore", cursor}, {"collection", "c"}};
}

}  // namespace

TEST_CASE("a first batch has 101 documents, a next one all that is left") {
  Client client = OpenClient();
  Database app = client["app"];
  InsertAscending(app["c"], 1000);
  const Batch first = BatchOf(Run(app, Document{{"find", "c"}}));
  CHECK(first.size == 101);
  const Batch next = BatchOf(Run(app, GetMore(first.cursor)));
  CHECK(next.size == 899);
  CHECK(next.first_id == 101);
  CHECK(next.cursor == 0);
}

TEST_CASE("a batch is no larger than a document may be, and never empty") {
  Client client = OpenClient();
  Database app = client["app"];
  InsertAscending(app["c"], 5, std::string(7'000'000, 'x'));
  InsertAscending(app["large"], 2, std::string(16'500'000, 'x'));

  Batch batch = BatchOf(Run(app, Document{{"find", "c"}}));
  CHECK(batch.size == 2);
  batch = BatchOf(Run(app, GetMore(batch.cursor)));
  CHECK(batch.size == 2);
  CHECK(batch.first_id == 2);
  batch = BatchOf(Run(app, GetMore(batch.cursor)));
  CHECK(batch.size == 1);
  CHECK(batch.first_id == 4);
  CHECK(batch.cursor == 0);

  batch = BatchOf(Run(app, Document{{"find", "large"}}));
  CHECK(batch.size == 1);
  CHECK(batch.cursor != 0);
}

TEST_CASE("a cursor ends when nobody asks for ten minutes") {
  testing::FakeClock clock;
  Client client = OpenClient(":memory:", {.environment = {.clock = &clock}});
  Database app = client["app"];
  InsertAscending(app["c"], 10);
  const Document find{{"find", "c"}, {"batchSize", 1}};
  const Batch idle = BatchOf(Run(app, find));
  const Batch used = BatchOf(Run(app, find));
  clock.Advance(std::chrono::minutes(9));
  Run(app,
      Document{
          {"getMore", used.cursor}, {"collection", "c"}, {"batchSize", 1}});
  clock.Advance(std::chrono::minutes(2));
  const Batch newer = BatchOf(Run(app, find));
  CHECK(CodeOf(app.RunCommand(GetMore(idle.cursor))) ==
        ErrorCode::kCursorNotFound);
  CHECK(BatchOf(Run(app, GetMore(used.cursor))).first_id == 2);
  CHECK(BatchOf(Run(app, GetMore(newer.cursor))).first_id == 1);
}

TEST_CASE("threads read cursors of their own while others write") {
  constexpr int kThreads = 4;
  constexpr int kDocuments = 1000;
  Client client = OpenClient();
  InsertAscending(client["app"]["c"], kDocuments);
  std::vector<int> seen(kThreads);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&client, &seen, thread] {
      Database app = client["app"];
      auto reply = app.RunCommand(Document{{"find", "c"}, {"batchSize", 10}});
      while (reply.ok()) {
        const Batch batch = BatchOf(*reply);
        seen[thread] += batch.size;
        app["c"].InsertOne({}).IgnoreError();
        if (batch.cursor == 0) return;
        reply = app.RunCommand(Document{
            {"getMore", batch.cursor}, {"collection", "c"}, {"batchSize", 10}});
      }
      seen[thread] = -1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : seen) CHECK(count >= kDocuments);
}

}  // namespace meerkat
