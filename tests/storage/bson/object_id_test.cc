#include "storage/bson/object_id.h"

#include <set>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::bson {
namespace {

TEST_CASE("an ObjectId is written and read as 24 hexadecimal digits") {
  const ObjectId id = ObjectId::FromHex("0123456789abcdefABCDEF00").value();
  CHECK(id.ToHex() == "0123456789abcdefabcdef00");
  CHECK(id.seconds() == 0x01234567);
}

TEST_CASE("anything but 24 hexadecimal digits is no ObjectId") {
  for (const char* text :
       {"", "0123", "0123456789abcdef0123456", "0123456789abcdef012345678",
        "0123456789abcdef0123456g", "0123456789abcdef 1234567"}) {
    CHECK(ErrorCodeOf(ObjectId::FromHex(text).status()) ==
          ErrorCode::kBadValue);
  }
}

TEST_CASE("made ids hold the time and count up") {
  ObjectIdGenerator generator(0x1122334455667788);
  CHECK(generator.Next(0x0A0B0C0D).ToHex() == "0a0b0c0d1122334455667788");
  const ObjectId first = generator.Next(0x0A0B0C0D);
  const ObjectId second = generator.Next(0x0A0B0C0D);
  const ObjectId later = generator.Next(0x0A0B0C0E);
  CHECK(first.seconds() == 0x0A0B0C0D);
  CHECK(first < second);
  CHECK(second < later);
}

TEST_CASE("made ids ascend while the clock is set back") {
  ObjectIdGenerator generator(0x1122334455667788);
  ObjectId last = generator.Next(100);
  for (const uint32_t seconds : {99, 40, 100, 101, 5, 102}) {
    const ObjectId next = generator.Next(seconds);
    CHECK(last < next);
    last = next;
  }
  CHECK(last.seconds() == 102);
}

TEST_CASE("the counter turns over without touching its neighbours") {
  ObjectIdGenerator generator(0xAABBCCDDEEFFFFFF);
  CHECK(generator.Next(1).ToHex() == "00000001aabbccddeeffffff");
  CHECK(generator.Next(1).ToHex() == "00000001aabbccddee000000");
}

TEST_CASE("threads never make the same id") {
  ObjectIdGenerator generator(42);
  std::vector<std::vector<ObjectId>> made(4);
  std::vector<std::thread> threads;
  for (auto& ids : made) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) ids.push_back(generator.Next(7));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<ObjectId> all;
  for (const auto& ids : made) all.insert(ids.begin(), ids.end());
  CHECK(all.size() == 4000);
}

}  // namespace
}  // namespace meerkat::bson
