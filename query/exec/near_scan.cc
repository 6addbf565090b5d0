#include "query/exec/near_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "index/geo/box_distance.h"
#include "index/geo_keys.h"
#include "index/index_cursor.h"
#include "storage/bson/field_path.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

namespace geo = index::geo;

// A cell with more entries is cut into four.
constexpr int kEntriesOfCell = 32;

// Below this, documents wait with their bytes; beyond, they are read again.
constexpr size_t kHeldWithDocuments = size_t{16} << 20;

}  // namespace

NearScan::NearScan(ExecutionContext* context, EntryReader reader,
                   const geometry::Near& near, bool shows_keys)
    : context_(context),
      reader_(std::move(reader)),
      plane_(reader_.index().spec.plane),
      near_(near),
      shows_keys_(shows_keys),
      is_multikey_(reader_.index().info.multikey->any()) {}

// --- distances ---------------------------------------------------------------

std::optional<double> NearScan::LeastDistanceTo(const geo::Cell& cell) const {
  const geo::Box square = cell.BoxIn(plane_);
  double least;
  double greatest;
  if (near_.measure == geometry::Measure::kFlat) {
    least = geo::LeastDistance(near_.center, square);
    greatest = geo::GreatestDistance(near_.center, square);
  } else {
    const std::optional<geo::Box> places = geo::OnSphere(square);
    if (!places.has_value()) return std::nullopt;
    least = geo::LeastAngle(near_.center, *places);
    greatest = geo::GreatestAngle(near_.center, *places);
  }
  if (least > near_.most || greatest < near_.least) return std::nullopt;
  return least;
}

std::optional<double> NearScan::DistanceTo(DocumentView document) const {
  std::optional<double> nearest;
  const auto measure = [&](const geo::Point& point) {
    if (!geometry::IsWithinReach(near_, point)) return;
    const double distance = geometry::DistanceTo(near_, point);
    if (!nearest.has_value() || distance < *nearest) nearest = distance;
  };
  const bson::FieldPath& path = reader_.index().spec.key.parts().front().path;
  bson::ForEachValue(document, path, [&](const bson::Reached& reached) {
    index::ForEachPoint(reached.value, measure);
    return false;
  });
  return nearest;
}

// --- the queue ---------------------------------------------------------------

// At one distance documents come first, then entries, then cells: the queue
// grows no more than it must.
bool NearScan::ComesLater(const Item& a, const Item& b) {
  if (a.distance != b.distance) return a.distance > b.distance;
  if (a.what.index() != b.what.index()) return a.what.index() > b.what.index();
  const auto* first = std::get_if<DocumentItem>(&a.what);
  const auto* second = std::get_if<DocumentItem>(&b.what);
  if (first == nullptr || second == nullptr) return false;
  return first->entry.sequence > second->entry.sequence;
}

size_t NearScan::BytesOf(const Item& item) {
  size_t bytes = sizeof(Item);
  const auto* found = std::get_if<DocumentItem>(&item.what);
  if (found != nullptr && found->document.has_value()) {
    bytes += found->document->view().size();
  }
  const auto* entry =
      found != nullptr ? &found->entry : std::get_if<EntryItem>(&item.what);
  if (entry == nullptr) return bytes;
  return bytes + entry->locator.size() + entry->key.view().size();
}

Status NearScan::Push(Item item) {
  held_ += BytesOf(item);
  if (held_ > kMaxHeld) {
    return MakeError(
        ErrorCode::kQueryExceededMemoryLimitNoDiskUseAllowed,
        fmt::format("more places than {} bytes hold lie in one cell of the "
                    "index {}, whose bits are {}",
                    kMaxHeld, reader_.index().spec.name, plane_.bits));
  }
  queue_.push_back(std::move(item));
  std::push_heap(queue_.begin(), queue_.end(), ComesLater);
  return absl::OkStatus();
}

NearScan::Item NearScan::Pop() {
  std::pop_heap(queue_.begin(), queue_.end(), ComesLater);
  Item item = std::move(queue_.back());
  queue_.pop_back();
  held_ -= BytesOf(item);
  return item;
}

Status NearScan::PushCell(const geo::Cell& cell) {
  const std::optional<double> distance = LeastDistanceTo(cell);
  if (!distance.has_value()) return absl::OkStatus();
  return Push({*distance, CellItem{cell, {}}});
}

Status NearScan::PushQuarters(const geo::Cell& cell) {
  for (int i = 0; i < 4; ++i) {
    MEERKAT_RETURN_IF_ERROR(PushCell(cell.Child(i)));
  }
  return absl::OkStatus();
}

// At the distance of its own cell, the smallest there is.
StatusOr<std::optional<NearScan::Item>> NearScan::ItemOf(
    const index::IndexCursor& entries) const {
  MEERKAT_ASSIGN_OR_RETURN(const uint64_t hash,
                           index::ReadCell(entries.fields()));
  const std::optional<double> distance =
      LeastDistanceTo(geo::Cell::OfHash(hash, plane_.bits));
  if (!distance.has_value()) return std::nullopt;
  EntryItem item{{}, entries.locator().sequence, {}};
  storage::AppendLocator(item.locator, entries.locator());
  if (shows_keys_) {
    MEERKAT_ASSIGN_OR_RETURN(item.key, entries.Values());
  }
  return Item{*distance, std::move(item)};
}

// --- what comes out of it ----------------------------------------------------

// A cell of the last level with many entries is taken in parts.
StatusOr<bool> NearScan::Take(CellItem item, double distance, Row&) {
  const geo::Cell& cell = item.cell;
  index::KeyRange range = index::RangeOfCells(cell.hash(), cell.last_hash());
  if (!item.begin.empty()) range.begin = item.begin;
  std::vector<Item> found;
  index::IndexCursor entries = reader_.Entries(range);
  for (int i = 0; entries.Next(); ++i) {
    if (!context_->MayGoOn()) return context_->error();
    const bool is_last_level = cell.level() >= plane_.bits;
    if (i == kEntriesOfCell && !is_last_level) {
      MEERKAT_RETURN_IF_ERROR(PushQuarters(cell));
      return false;
    }
    if (i == kEntriesOfCell) {
      MEERKAT_RETURN_IF_ERROR(
          Push({distance, CellItem{cell, std::string(entries.key())}}));
      break;
    }
    MEERKAT_ASSIGN_OR_RETURN(std::optional<Item> entry, ItemOf(entries));
    if (entry.has_value()) found.push_back(*std::move(entry));
  }
  MEERKAT_RETURN_IF_ERROR(entries.status());
  for (Item& entry : found) MEERKAT_RETURN_IF_ERROR(Push(std::move(entry)));
  return false;
}

StatusOr<bool> NearScan::Take(EntryItem item, double, Row&) {
  if (is_multikey_ && !met_.Add(item.sequence)) return false;
  MEERKAT_ASSIGN_OR_RETURN(const storage::Locator locator,
                           storage::ReadLocator(item.locator));
  MEERKAT_ASSIGN_OR_RETURN(Document document, reader_.Fetch(locator));
  const std::optional<double> distance = DistanceTo(document);
  if (!distance.has_value()) return false;
  DocumentItem found{std::move(item), std::nullopt};
  if (held_ < kHeldWithDocuments) found.document = std::move(document);
  MEERKAT_RETURN_IF_ERROR(Push({*distance, std::move(found)}));
  return false;
}

StatusOr<bool> NearScan::Take(DocumentItem item, double, Row& row) {
  if (!item.document.has_value()) {
    MEERKAT_ASSIGN_OR_RETURN(const storage::Locator locator,
                             storage::ReadLocator(item.entry.locator));
    MEERKAT_ASSIGN_OR_RETURN(item.document, reader_.Fetch(locator));
  }
  document_ = *std::move(item.document);
  key_ = std::move(item.entry.key);
  row.document = document_;
  row.record_id = static_cast<int64_t>(item.entry.sequence);
  row.index_key = key_;
  return true;
}

Step NearScan::Next(Row& row) {
  if (!has_begun_) {
    has_begun_ = true;
    Status pushed = PushCell(geo::Cell());
    if (!pushed.ok()) return context_->Fail(std::move(pushed));
  }
  while (!queue_.empty()) {
    if (!context_->MayGoOn()) return Step::kFailed;
    Item item = Pop();
    StatusOr<bool> is_document = std::visit(
        [&](auto& what) { return Take(std::move(what), item.distance, row); },
        item.what);
    if (!is_document.ok()) {
      return context_->Fail(std::move(is_document).status());
    }
    if (*is_document) return Step::kRow;
  }
  return Step::kDone;
}

}  // namespace meerkat::query
