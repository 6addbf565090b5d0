#include "storage/record_value.h"

#include <meerkat/value.h>

#include <limits>
#include <string>

#include "tests/catch.hpp"

namespace meerkat::storage {
namespace {

const Document kDocument{{"_id", 5}};

std::string MainValue(uint64_t sequence) {
  return std::string(MainHead(sequence).view()) +
         std::string(kDocument.view().bytes());
}

TEST_CASE("a main value gives back its number and document") {
  for (const uint64_t sequence :
       {uint64_t{1}, uint64_t{127}, uint64_t{128}, uint64_t{16384},
        uint64_t{1} << 63, std::numeric_limits<uint64_t>::max()}) {
    const std::string stored = MainValue(sequence);
    const StatusOr<RecordValue> value = ReadMainValue(stored);
    REQUIRE(value.ok());
    CHECK(value->sequence == sequence);
    CHECK(value->document == kDocument);
  }
}

TEST_CASE("the bytes of a main value are those of FORMAT.md") {
  CHECK(MainHead(1).view() == std::string_view("\x01\x01", 2));
  CHECK(MainHead(300).view() == std::string_view("\x01\xAC\x02", 3));
  CHECK(OverflowHead().view() == std::string_view("\x01", 1));
}

TEST_CASE("a value that is cut short or of another kind is damaged") {
  const std::string stored = MainValue(300);
  for (size_t size = 0; size < stored.size(); ++size) {
    const auto value = ReadMainValue(std::string_view(stored).substr(0, size));
    CHECK(ErrorCodeOf(value.status()) == ErrorCode::kDataCorruptionDetected);
  }
  std::string other_kind = stored;
  other_kind[0] = 0x02;
  CHECK_FALSE(ReadMainValue(other_kind).ok());
  CHECK_FALSE(ReadMainValue("\x01" + std::string(12, '\xFF')).ok());
  CHECK_FALSE(ReadOverflowValue("").ok());
  CHECK_FALSE(ReadOverflowValue(stored + "x").ok());
}

}  // namespace
}  // namespace meerkat::storage
