// Sorts of more than memory holds: where the disk helps, and where it cannot.
#include <meerkat/client.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/temp_directory.h"

namespace meerkat {
namespace {

using testing::OpenClient;

constexpr int kDocuments = 8;

// 120 MB, in the order opposite to that of `n`.
void InsertLarge(Client& client) {
  const std::string large(15 << 20, 'x');
  Collection c = client["app"]["c"];
  for (int n = kDocuments; n > 0; --n) {
    REQUIRE(c.InsertOne(Document{{"n", n}, {"x", large}}).ok());
  }
}

StatusOr<int> CountInOrder(Client& client, const FindOptions& options) {
  StatusOr<Cursor> cursor = client["app"]["c"].Find({}, options);
  REQUIRE(cursor.ok());
  int count = 0;
  for (const DocumentView document : *cursor) {
    CHECK(document["n"].AsInt32() == ++count);
  }
  if (!cursor->status().ok()) return cursor->status();
  return count;
}

}  // namespace

TEST_CASE("a database that is open read-only sorts on the disk too") {
  const testing::TempDirectory temp = testing::TempDirectory::InMemory();
  {
    Client client = OpenClient(temp / "db");
    InsertLarge(client);
    CHECK(CountInOrder(client, {.sort = Document{{"n", 1}}}).value() ==
          kDocuments);
  }
  Client client = OpenClient(temp / "db", {.read_only = true});
  CHECK(CountInOrder(client, {.sort = Document{{"n", 1}}}).value() ==
        kDocuments);
  const StatusOr<int> refused = CountInOrder(
      client, {.sort = Document{{"n", 1}}, .allow_disk_use = false});
  CHECK(ErrorCodeOf(refused.status()) ==
        ErrorCode::kQueryExceededMemoryLimitNoDiskUseAllowed);
  CHECK(ErrorMessageOf(refused.status()) ==
        "Sort exceeded memory limit of 104857600 bytes, but did not opt in to "
        "external sorting");
}

TEST_CASE("a sort in a database in memory says why it needs less") {
  Client client = OpenClient();
  InsertLarge(client);
  const StatusOr<int> refused =
      CountInOrder(client, {.sort = Document{{"n", 1}}});
  CHECK(ErrorCodeOf(refused.status()) ==
        ErrorCode::kQueryExceededMemoryLimitNoDiskUseAllowed);
  CHECK(ErrorMessageOf(refused.status()) ==
        "Sort exceeded memory limit of 104857600 bytes, but a database in "
        "memory has no place for it on a disk");
}

}  // namespace meerkat
