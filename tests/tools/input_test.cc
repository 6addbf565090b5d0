#include "tools/cli/input.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/temp_directory.h"

namespace meerkat::tools {
namespace {

std::string WriteFile(const testing::TempDirectory& temp,
                      std::string_view text) {
  const std::string path = temp / "input";
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace

TEST_CASE("an input shows at least the bytes asked for, fewer at the end") {
  const testing::TempDirectory temp;
  auto input = Input::Open(WriteFile(temp, "hello world"));
  REQUIRE(input.ok());
  CHECK(input->size() == 11);
  CHECK(input->Peek(5).value().starts_with("hello"));
  input->Consume(6);
  CHECK(input->position() == 6);
  CHECK(input->Peek(100).value() == "world");
  input->Consume(5);
  CHECK(input->Peek(1).value().empty());
}

TEST_CASE("an input longer than its buffer is read to the end") {
  const testing::TempDirectory temp;
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += std::to_string(i) + "\n";
  auto input = Input::Open(WriteFile(temp, text));
  REQUIRE(input.ok());

  std::string read;
  for (size_t step = 1;; step = step * 3 % 100'003) {
    const std::string_view next = input->Peek(step).value();
    if (next.empty()) break;
    const size_t size = std::min(step, next.size());
    read += next.substr(0, size);
    input->Consume(size);
  }
  CHECK(read == text);
}

TEST_CASE("a large part may be seen at once") {
  const testing::TempDirectory temp;
  const std::string text(5'000'000, 'x');
  auto input = Input::Open(WriteFile(temp, text));
  REQUIRE(input.ok());
  input->Peek(1).value();
  input->Consume(1);
  CHECK(input->Peek(text.size() - 1).value() == text.substr(1));
}

TEST_CASE("what cannot be read is named") {
  const testing::TempDirectory temp;
  const Status missing = Input::Open(temp / "nothing").status();
  CHECK(ErrorCodeOf(missing) == ErrorCode::kFileOpenFailed);
  CHECK(ErrorMessageOf(missing) ==
        "cannot read '" + (temp / "nothing") + "': No such file or directory");
  CHECK(ErrorMessageOf(Input::Open(temp.path()).status()) ==
        "cannot read '" + temp.path() + "': it is a directory");
}

}  // namespace meerkat::tools
