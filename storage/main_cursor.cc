#include "storage/main_cursor.h"

#include <utility>

namespace meerkat::storage {

namespace {

// Some two hundred documents: the way into a page is a small part of the walk,
// and a write does not drop much.
constexpr size_t kPageSize = size_t{64} << 10;

}  // namespace

MainCursor::MainCursor(const kv::Store& store, uint32_t collection,
                       const kv::Snapshot& snapshot, ScanDirection direction,
                       ScanPages pages)
    : run_(store, collection, Run::kMain, snapshot, direction),
      sequence_(snapshot.sequence()),
      pages_(std::move(pages)) {
  looks_at_pages_ = pages_.pages != nullptr &&
                    (pages_.fill.has_value() || !pages_.pages->empty());
}

void MainCursor::Start() {
  if (looks_at_pages_) return Enter({});
  run_.Start();
  SettleInStore();
}

void MainCursor::Enter(std::string_view at) {
  CollectionPages::Stretch stretch = pages_.pages->Look(at, sequence_);
  if (stretch.page != nullptr) {
    page_ = std::move(stretch.page);
    page_end_ = page_->records.data() + page_->records.size();
    record_ = PageRecord::At(page_->records.data());
    is_valid_ = true;
    return;
  }
  next_page_ = std::move(stretch.next_start);
  if (pages_.fill.has_value()) BeginPage(at);
  run_.Seek(at);
  // Behind, since `at` may be of the page.
  page_ = nullptr;
  SettleInStore();
}

void MainCursor::LeavePage() {
  if (!page_->end.empty()) {
    const std::shared_ptr<const Page> left = page_;
    return Enter(left->end);
  }
  is_valid_ = false;
  pages_.pages->NoteScan();
}

void MainCursor::MoveInStore() {
  run_.Move();
  SettleInStore();
}

void MainCursor::SettleInStore() {
  is_valid_ = run_.Valid();
  if (pages_.pages == nullptr) return;
  if (!is_valid_) {
    if (!run_.status().ok()) return;
    FinishPage({});
    pages_.pages->NoteScan();
    return;
  }
  if (!looks_at_pages_) return;
  if (next_page_.has_value() && run_.suffix() >= *next_page_) {
    const std::string next = *std::exchange(next_page_, std::nullopt);
    FinishPage(next);
    return Enter(next);
  }
  if (filling_ == nullptr) return;
  const std::string_view key = run_.suffix();
  if (!filling_->HasRoomFor(key, run_.value())) {
    FinishPage(key);
    if (!pages_.fill.has_value()) return;
    BeginPage(key);
  }
  filling_->Append(key, run_.value());
}

void MainCursor::BeginPage(std::string_view at) {
  filling_ = std::make_unique<Page>();
  filling_->start = at;
  filling_->known_from = sequence_;
  filling_->records.reserve(kPageSize);
}

void MainCursor::FinishPage(std::string_view end) {
  const std::unique_ptr<Page> filled = std::exchange(filling_, nullptr);
  if (filled == nullptr || filled->records.empty()) return;
  filled->end = end;
  // A small collection's only page, or the rest of a large one.
  if (filled->records.size() < kPageSize / 2) filled->records.shrink_to_fit();
  if (!pages_.pages->Fill(*pages_.fill,
                          std::make_shared<const Page>(std::move(*filled)))) {
    pages_.fill.reset();
  }
}

}  // namespace meerkat::storage
