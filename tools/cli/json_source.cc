#include <meerkat/json_reader.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "tools/cli/document_source.h"

namespace meerkat::tools {
namespace {

// A bad document is given up and reading goes on behind it: with the next line,
// or the next item of an array. Where there is no telling which that is, the
// error ends the reading.
class JsonSource : public DocumentSource {
 public:
  explicit JsonSource(Input input)
      : input_(std::move(input)), reader_([this](char* buffer, size_t size) {
          return Read(buffer, size);
        }) {}

  std::optional<SourceItem> Next() override {
    if (!status_.ok()) return std::nullopt;
    const StatusOr<bool> found = reader_.Next();
    if (found.ok() && !*found) return std::nullopt;
    if (found.ok()) {
      return SourceItem{Document(reader_.document()), reader_.line()};
    }
    const uint64_t line = reader_.line();
    if (!reader_.SkipDocument()) {
      status_ = found.status();
      return std::nullopt;
    }
    return SourceItem{found.status(), line, /*error_tells_place=*/true};
  }

  const Status& status() const override { return status_; }
  std::string_view unit() const override { return "line"; }
  uint64_t position() const override { return input_.position(); }
  std::optional<uint64_t> size() const override { return input_.size(); }

 private:
  StatusOr<size_t> Read(char* buffer, size_t size) {
    const StatusOr<std::string_view> next = input_.Peek(1);
    if (!next.ok()) return next.status();
    const size_t count = std::min(size, next->size());
    std::memcpy(buffer, next->data(), count);
    input_.Consume(count);
    return count;
  }

  Input input_;
  JsonReader reader_;
  Status status_;
};

}  // namespace

std::unique_ptr<DocumentSource> NewJsonSource(Input input) {
  return std::make_unique<JsonSource>(std::move(input));
}

}  // namespace meerkat::tools
