#include "index/geo_keys.h"

#include <absl/container/inlined_vector.h>
#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/value.h>

#include "index/big_endian.h"
#include "index/excerpt.h"
#include "index/geo/pair.h"
#include "storage/bson/number.h"
#include "storage/record_key.h"
#include "storage/status_macros.h"

namespace meerkat::index {
namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kNotAPair{13026};
constexpr ErrorCode kOutsideOfPlane{13027};
constexpr ErrorCode kOneNumber{13068};
constexpr ErrorCode kNotAPlace{16804};

using Hashes = absl::InlinedVector<uint64_t, 1>;
using Values = absl::InlinedVector<Value, 2>;

// Collects the places of a document.
class PlaceReader {
 public:
  PlaceReader(const geo::Plane& plane, std::string_view path, Hashes& hashes)
      : plane_(plane), path_(path), hashes_(hashes) {}

  // A value at the end of the path: a place, or several.
  Status Read(const Element& value) {
    if (!geo::HasElements(value)) return absl::OkStatus();
    const DocumentView members = value.AsDocument();
    if (members.empty()) return absl::OkStatus();
    if (members.begin()->is_number()) return ReadPair(members);
    for (const Element& member : members) {
      if (!geo::HasElements(member)) {
        return MakeError(
            kNotAPlace,
            fmt::format("location object expected at '{}', location array not "
                        "in correct format: {}",
                        path_, Excerpt(member)));
      }
      if (member.AsDocument().empty()) continue;
      MEERKAT_RETURN_IF_ERROR(ReadPair(member.AsDocument()));
    }
    return absl::OkStatus();
  }

 private:
  Status ReadPair(DocumentView members) {
    const geo::Pair pair = geo::FirstTwo(members);
    if (!pair.y.exists()) {
      return MakeError(kOneNumber,
                       fmt::format("geo field '{}' only has 1 element: {}",
                                   path_, Excerpt(members)));
    }
    if (!pair.has_numbers()) {
      return MakeError(
          kNotAPair,
          fmt::format("geo values must be 'legacy coordinate pairs' for 2d "
                      "indexes, but '{}' has {} and {}",
                      path_, Excerpt(pair.x), Excerpt(pair.y)));
    }
    const geo::Point point{bson::ToDouble(pair.x), bson::ToDouble(pair.y)};
    if (!plane_.Contains(point)) {
      return MakeError(
          kOutsideOfPlane,
          fmt::format("point not in interval of [ {}, {} ] at "
                      "'{}': [ {}, {} ]",
                      plane_.min, plane_.max, path_, point.x, point.y));
    }
    hashes_.push_back(geo::Cell::Of(plane_, point).hash());
    return absl::OkStatus();
  }

  const geo::Plane& plane_;
  const std::string_view path_;
  Hashes& hashes_;
};

// What a further field of the index has in the document.
Value ReadTrailing(DocumentView document, size_t part, const KeyPart& field,
                   KeySet& keys) {
  Element single;
  size_t count = 0;
  Builder all;
  const auto add = [&](const Element& value) {
    single = value;
    ++count;
    all.AppendItem(value);
  };
  bson::ForEachValue(document, field.path, [&](const bson::Reached& reached) {
    const bool is_array = reached.value.type() == Type::kArray;
    if (is_array || reached.unfolded.exists()) {
      keys.AddArray(part, field.path.size() - 1);
    }
    if (is_array) {
      for (const Element& item : reached.value.AsDocument()) add(item);
    } else if (reached.value.exists()) {
      add(reached.value);
    }
    return false;
  });
  if (count == 0) return Value(nullptr);
  return count == 1 ? Value(single) : Value::ArrayOf(std::move(all).Finish());
}

}  // namespace

void AppendCell(uint64_t hash, std::string& key) {
  key.push_back(static_cast<char>(kCellByte));
  AppendBigEndian64(key, hash);
}

StatusOr<uint64_t> ReadCell(std::string_view fields) {
  if (fields.size() <= sizeof(uint64_t) ||
      static_cast<uint8_t>(fields.front()) != kCellByte) {
    return MakeError(ErrorCode::kDataCorruptionDetected,
                     "a cell in the key of an index is damaged");
  }
  return storage::ReadBigEndian64(fields.substr(1, sizeof(uint64_t)));
}

KeyRange RangeOfCells(uint64_t first, uint64_t last) {
  KeyRange range;
  AppendCell(first, range.begin);
  AppendCell(last, range.end);
  AppendAfter(range.end);
  return range;
}

void ForEachPoint(const Element& value,
                  absl::FunctionRef<void(const geo::Point&)> visit) {
  if (!geo::HasElements(value)) return;
  const auto visit_pair = [visit](DocumentView members) {
    const auto point = geo::ToPoint(geo::FirstTwo(members));
    if (point.has_value()) visit(*point);
  };
  const DocumentView members = value.AsDocument();
  if (!members.empty() && members.begin()->is_number()) {
    visit_pair(members);
    return;
  }
  for (const Element& member : members) {
    if (geo::HasElements(member)) visit_pair(member.AsDocument());
  }
}

StatusOr<std::unique_ptr<const KeyGenerator>> GeoKeys::Make(
    const IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(ValueEncoder encoder, ValueEncoder::For(spec));
  return std::unique_ptr<const KeyGenerator>(
      new GeoKeys(spec.key.parts(), spec.plane, std::move(encoder)));
}

Status GeoKeys::Generate(DocumentView document, KeySet& keys) const {
  keys.Clear(parts_.size());
  const bson::FieldPath& path = parts_[0].path;
  Hashes hashes;
  Status status;
  PlaceReader reader(plane_, path.text(), hashes);
  bson::ForEachValue(document, path, [&](const bson::Reached& reached) {
    status = reader.Read(reached.value);
    return !status.ok();
  });
  MEERKAT_RETURN_IF_ERROR(status);
  if (hashes.empty()) return absl::OkStatus();
  if (hashes.size() > 1) keys.AddArray(0, path.size() - 1);
  Values trailing;
  for (size_t i = 1; i < parts_.size(); ++i) {
    trailing.push_back(ReadTrailing(document, i, parts_[i], keys));
  }
  for (const uint64_t hash : hashes) {
    AppendCell(hash, keys.bytes());
    for (size_t i = 1; i < parts_.size(); ++i) {
      encoder_.Append(trailing[i - 1].element(), parts_[i].direction, keys);
      MEERKAT_RETURN_IF_ERROR(keys.CheckSize());
    }
    MEERKAT_RETURN_IF_ERROR(keys.EndKey());
  }
  keys.Finish();
  return absl::OkStatus();
}

}  // namespace meerkat::index
