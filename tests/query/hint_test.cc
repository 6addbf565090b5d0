#include "query/plan/hint.h"

#include <string>

#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

StatusOr<Hint> Parsed(const Value& hint) { return Hint::Parse(hint.element()); }

int CodeOf(const Value& hint) {
  return static_cast<int>(ErrorCodeOf(Parsed(hint).status()));
}

// The name of the index that `hint` means; an error's code as text.
std::string Found(const Value& hint) {
  const Hint parsed = *Parsed(hint);
  const auto entry = parsed.FindIn(IdIndexOnly());
  return entry.ok()
             ? (*entry)->name
             : std::to_string(static_cast<int>(ErrorCodeOf(entry.status())));
}

}  // namespace

TEST_CASE("no hint, and an empty one, are no hint") {
  CHECK(Parsed(Value())->empty());
  CHECK(Parsed(Document{})->empty());
  CHECK_FALSE(Parsed("_id_")->empty());
}

TEST_CASE("a hint names an index or gives its key") {
  CHECK(Found("_id_") == "_id_");
  CHECK(Found(Document{{"_id", 1}}) == "_id_");
  CHECK(Found(Document{{"_id", 1.0}}) == "_id_");
}

TEST_CASE("a hint of no index is an error that names it") {
  CHECK(Found("_id") == "2");
  CHECK(Found("") == "2");
  CHECK(Found(Document{{"_id", -1}}) == "2");
  CHECK(Found(Document{{"a", 1}}) == "2");
  CHECK(Found(Document{{"_id", 1}, {"a", 1}}) == "2");
  const Status status = Parsed("a_1")->FindIn(IdIndexOnly()).status();
  CHECK(ErrorMessageOf(status).find("\"a_1\"") != std::string::npos);
}

TEST_CASE("a hint of $natural is a direction") {
  CHECK(Parsed(Document{{"$natural", 1}})->natural() ==
        index::Direction::kAscending);
  CHECK(Parsed(Document{{"$natural", -1.0}})->natural() ==
        index::Direction::kDescending);
  CHECK(CodeOf(Document{{"$natural", 2}}) == 2);
  CHECK(CodeOf(Document{{"$natural", "1"}}) == 2);
  CHECK(CodeOf(Document{{"$natural", 1}, {"a", 1}}) == 2);
  CHECK(CodeOf(Document{{"a", 1}, {"$natural", 1}}) == 2);
}

TEST_CASE("a hint is a string or a document") {
  CHECK(CodeOf(1) == 9);
  CHECK(CodeOf(nullptr) == 9);
  CHECK(CodeOf(Array{"_id_"}) == 9);
}

}  // namespace meerkat::query
