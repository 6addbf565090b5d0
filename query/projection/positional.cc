#include "query/projection/positional.h"

#include <fmt/format.h>

#include <cstddef>

#include "storage/status_macros.h"

namespace meerkat::query::projection {

namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kNoMatch{51246};
constexpr ErrorCode kMismatch{51247};

class Positioning {
 public:
  Positioning(const bson::FieldPath& path, std::optional<uint32_t> position,
              Builder& out)
      : path_(path), position_(position), out_(out) {}

  Status Append(DocumentView document, size_t component) {
    for (const Element& field : document) {
      const bool leads_on = !has_seen_ && component < path_.size() &&
                            field.name() == path_[component];
      if (leads_on && field.type() == Type::kDocument) {
        out_.OpenDocument(field.name());
        MEERKAT_RETURN_IF_ERROR(Append(field.AsDocument(), component + 1));
        out_.Close();
        has_seen_ = true;
      } else if (leads_on && field.type() == Type::kArray) {
        MEERKAT_RETURN_IF_ERROR(AppendItem(field));
        has_seen_ = true;
      } else {
        out_.Append(field);
      }
    }
    return absl::OkStatus();
  }

 private:
  Status AppendItem(const Element& array) {
    if (!position_.has_value()) {
      return MakeError(
          kNoMatch,
          fmt::format("positional operator '{}.$' couldn't find a matching "
                      "element in the array '{}': the filter matched none",
                      path_.text(), array.name()));
    }
    uint32_t left = *position_;
    for (const Element& item : array.AsDocument()) {
      if (left-- > 0) continue;
      out_.OpenArray(array.name()).AppendItem(item).Close();
      return absl::OkStatus();
    }
    return MakeError(
        kMismatch,
        fmt::format("positional operator '{}.$' element mismatch: the filter "
                    "matched item {}, which '{}' does not have",
                    path_.text(), *position_, array.name()));
  }

  const bson::FieldPath& path_;
  const std::optional<uint32_t> position_;
  Builder& out_;
  // The path has been followed; what comes is not on it.
  bool has_seen_ = false;
};

}  // namespace

Status AppendPositioned(DocumentView document, const bson::FieldPath& path,
                        std::optional<uint32_t> position, Builder& out) {
  return Positioning(path, position, out).Append(document, 0);
}

}  // namespace meerkat::query::projection
