#include "storage/bson/validate.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "storage/bson/utf8.h"

namespace meerkat::bson {
namespace {

constexpr size_t kLengthSize = sizeof(int32_t);
constexpr int32_t kMinDocumentSize = 5;

int32_t LoadInt32(const char* bytes) {
  return static_cast<int32_t>(LoadUint32(bytes));
}

// Walks one document. Every step takes a position and returns the next one, or
// null after noting what is wrong. `end_` is where the innermost open document
// must have its closing zero: no step passes it, so that [p, end_] may be read.
class Validator {
 public:
  Validator(std::string_view bytes, int max_depth)
      : begin_(bytes.data()),
        end_(bytes.data() + bytes.size() - 1),
        max_depth_(max_depth) {}

  bool Run() {
    const char* p = begin_ + kLengthSize;
    while (p != nullptr) {
      if (p != end_) {
        p = SkipElement(p);
      } else if (*p != '\0') {
        p = Fail(p, "a document does not end in a zero");
      } else if (depth_ == 0) {
        return true;
      } else {
        end_ = outer_ends_[--depth_];
        ++p;
      }
    }
    return false;
  }

  Status error() const {
    if (is_too_deep_) {
      return MakeError(ErrorCode::kOverflow,
                       fmt::format("BSONObj exceeds maximum nested object "
                                   "depth: {} (at offset {})",
                                   max_depth_, failed_at_ - begin_));
    }
    return MakeError(ErrorCode::kInvalidBSON,
                     fmt::format("Invalid BSON at offset {}: {}",
                                 failed_at_ - begin_, problem_));
  }

 private:
  const char* SkipElement(const char* p) {
    const auto type = static_cast<Type>(*p);
    const uint8_t shape = kPayloadShapes[static_cast<uint8_t>(type)];
    if (shape == kNoType) return FailType(p);
    p = SkipCString(p + 1);
    if (p == nullptr) return nullptr;
    return shape <= kFixedPart ? SkipFixed(type, shape, p)
                               : SkipVariable(type, p);
  }

  const char* SkipFixed(Type type, size_t size, const char* p) {
    if (Room(p) < size) return FailRoom(p);
    if (type == Type::kBool && static_cast<uint8_t>(*p) > 1) {
      return Fail(p, "a bool is neither 0 nor 1");
    }
    return p + size;
  }

  const char* SkipVariable(Type type, const char* p) {
    switch (type) {
      case Type::kDocument:
      case Type::kArray:
        return EnterDocument(p);
      case Type::kBinary:
        return SkipBinary(p);
      case Type::kRegex:
        p = SkipCString(p);
        return p == nullptr ? nullptr : SkipCString(p);
      case Type::kDbPointer:
        p = SkipString(p, end_);
        return p == nullptr ? nullptr
                            : SkipFixed(type, sizeof(ObjectId::bytes), p);
      case Type::kCodeWithScope:
        return EnterCodeWithScope(p);
      default:
        return SkipString(p, end_);
    }
  }

  // A name or a part of a regex. Most are short and ASCII.
  const char* SkipCString(const char* p) {
    const char* start = p;
    while (p != end_ && *p > 0) ++p;
    if (p != end_ && *p < 0) {
      const void* zero = std::memchr(p, '\0', Room(p));
      p = zero == nullptr ? end_ : static_cast<const char*>(zero);
      if (!CheckUtf8(start, p)) return nullptr;
    }
    return p != end_ ? p + 1 : Fail(start, "a name exceeds its document");
  }

  // int32 size with the closing zero, text, zero; all before `end`.
  const char* SkipString(const char* p, const char* end) {
    if (end - p < static_cast<ptrdiff_t>(kLengthSize)) {
      return FailRoom(p);
    }
    const int32_t size = LoadInt32(p);
    const char* text = p + kLengthSize;
    if (size < 1 || size > end - text) {
      return Fail(p, "the length of a string is wrong");
    }
    const char* zero = text + size - 1;
    if (*zero != '\0') return Fail(zero, "a string does not end in a zero");
    return CheckUtf8(text, zero) ? zero + 1 : nullptr;
  }

  const char* SkipBinary(const char* p) {
    if (Room(p) < kLengthSize + 1) return FailRoom(p);
    const int32_t size = LoadInt32(p);
    const char* bytes = p + kLengthSize + 1;
    if (size < 0 || size > end_ - bytes) {
      return Fail(p, "the length of a binary value is wrong");
    }
    constexpr char kOldSubtype = 2;
    const auto inner = size - static_cast<int32_t>(kLengthSize);
    if (p[kLengthSize] == kOldSubtype &&
        (inner < 0 || LoadInt32(bytes) != inner)) {
      return Fail(bytes, "the inner length of binary subtype 2 is wrong");
    }
    return bytes + size;
  }

  const char* EnterDocument(const char* p) {
    if (Room(p) < kLengthSize) return FailRoom(p);
    const int32_t size = LoadInt32(p);
    if (size < kMinDocumentSize || size > end_ - p) {
      return Fail(p, "the length of a document is wrong");
    }
    if (depth_ == max_depth_) {
      is_too_deep_ = true;
      return Fail(p, {});
    }
    outer_ends_[depth_++] = end_;
    end_ = p + size - 1;
    return p + kLengthSize;
  }

  // int32 size of all, string, document that ends where all ends.
  const char* EnterCodeWithScope(const char* p) {
    if (Room(p) < kLengthSize) return FailRoom(p);
    const int32_t size = LoadInt32(p);
    if (size < 0 || size > end_ - p) {
      return Fail(p, "the length of code with scope is wrong");
    }
    const char* scope = SkipString(p + kLengthSize, p + size);
    if (scope == nullptr) return nullptr;
    const ptrdiff_t scope_size = p + size - scope;
    if (scope_size < kMinDocumentSize || LoadInt32(scope) != scope_size) {
      return Fail(scope, "the length of a scope is wrong");
    }
    return EnterDocument(scope);
  }

  bool CheckUtf8(const char* text, const char* end) {
    const size_t size = static_cast<size_t>(end - text);
    const size_t invalid = FindInvalidUtf8({text, size});
    if (invalid == size) return true;
    Fail(text + invalid, "text is not UTF-8");
    return false;
  }

  // Bytes before the closing zero.
  size_t Room(const char* p) const { return static_cast<size_t>(end_ - p); }

  const char* Fail(const char* at, std::string problem) {
    failed_at_ = at;
    problem_ = std::move(problem);
    return nullptr;
  }

  const char* FailRoom(const char* at) {
    return Fail(at, "a value exceeds its document");
  }

  const char* FailType(const char* at) {
    failed_at_ = at;
    problem_ = *at == '\0' ? "a document ends before its length says"
                           : fmt::format("unknown type byte 0x{:02X}",
                                         static_cast<uint8_t>(*at));
    return nullptr;
  }

  const char* const begin_;
  const char* end_;
  // The end_ of the documents around the innermost one.
  const char* outer_ends_[Limits::kMaxDepth];
  const int max_depth_;
  int depth_ = 0;

  const char* failed_at_ = nullptr;
  bool is_too_deep_ = false;
  std::string problem_;
};

}  // namespace

Status Validate(std::string_view bytes, const Limits& limits) {
  if (bytes.size() < kMinDocumentSize) {
    return MakeError(ErrorCode::kInvalidBSON,
                     fmt::format("Invalid BSON: {} bytes are no document, "
                                 "which has at least 5",
                                 bytes.size()));
  }
  if (bytes.size() > limits.size) {
    return MakeError(
        ErrorCode::kBSONObjectTooLarge,
        fmt::format("BSONObj size: {} is invalid. Size must be between 5 and "
                    "{} bytes",
                    bytes.size(), limits.size));
  }
  if (LoadUint32(bytes.data()) != bytes.size()) {
    return MakeError(
        ErrorCode::kInvalidBSON,
        fmt::format("Invalid BSON at offset 0: the document says it has {} "
                    "bytes, but {} were given",
                    LoadInt32(bytes.data()), bytes.size()));
  }
  Validator validator(bytes, limits.depth);
  return validator.Run() ? absl::OkStatus() : validator.error();
}

}  // namespace meerkat::bson
