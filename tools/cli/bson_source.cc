#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "tools/cli/document_source.h"

namespace meerkat::tools {
namespace {

constexpr size_t kLengthSize = 4;
// A length, and the zero that ends a document.
constexpr uint32_t kMinDocumentSize = 5;

// The length that the next document begins with, little-endian.
uint32_t LengthAt(const char* data) {
  uint32_t length;
  std::memcpy(&length, data, sizeof(length));
  return length;
}

// Each document begins with its length: one that is wrong inside is stepped
// over, but a length that cannot be right leaves no way to find the next.
class BsonSource : public DocumentSource {
 public:
  explicit BsonSource(Input input) : input_(std::move(input)) {}

  std::optional<SourceItem> Next() override {
    if (!status_.ok()) return std::nullopt;
    StatusOr<std::string_view> bytes = NextBytes();
    if (!bytes.ok()) status_ = bytes.status();
    if (!bytes.ok() || bytes->empty()) return std::nullopt;

    SourceItem item{Document::Parse(*bytes), ++count_};
    input_.Consume(bytes->size());
    return item;
  }

  const Status& status() const override { return status_; }
  std::string_view unit() const override { return "document"; }
  uint64_t position() const override { return input_.position(); }
  std::optional<uint64_t> size() const override { return input_.size(); }

 private:
  // The bytes of the next document; empty at the end.
  StatusOr<std::string_view> NextBytes() {
    StatusOr<std::string_view> next = input_.Peek(kLengthSize);
    if (!next.ok() || next->empty()) return next;
    if (next->size() < kLengthSize) return CutShort(kLengthSize, next->size());

    const uint32_t length = LengthAt(next->data());
    if (length < kMinDocumentSize || length > kMaxDocumentSize) {
      return MakeError(
          ErrorCode::kInvalidBSON,
          fmt::format("{} cannot have {} bytes: a document has {} to {}",
                      Place(), length, kMinDocumentSize, kMaxDocumentSize));
    }
    next = input_.Peek(length);
    if (!next.ok()) return next;
    if (next->size() < length) return CutShort(length, next->size());
    return next->substr(0, length);
  }

  Status CutShort(size_t wanted, size_t present) const {
    return MakeError(
        ErrorCode::kInvalidBSON,
        fmt::format("{} is cut short: the input ends after {} of {} bytes",
                    Place(), present, wanted));
  }

  // Of the document that comes next.
  std::string Place() const {
    return fmt::format("document {} at byte {}", count_ + 1, input_.position());
  }

  Input input_;
  uint64_t count_ = 0;
  Status status_;
};

}  // namespace

std::unique_ptr<DocumentSource> NewBsonSource(Input input) {
  return std::make_unique<BsonSource>(std::move(input));
}

}  // namespace meerkat::tools
