#include "query/sort/row_merger.h"

#include <utility>

#include "query/sort/key_prefix.h"
#include "storage/status_macros.h"

namespace meerkat::query {

RowMerger::RowMerger(std::vector<std::unique_ptr<RowSource>> sources)
    : losers_(sources.size()) {
  sources_.reserve(sources.size());
  for (std::unique_ptr<RowSource>& source : sources) {
    sources_.push_back({.rows = std::move(source)});
  }
}

StatusOr<bool> RowMerger::Next() {
  if (sources_.empty()) return false;
  if (started_) {
    MEERKAT_RETURN_IF_ERROR(Advance(sources_[losers_[0]]));
    Replay();
  } else {
    MEERKAT_RETURN_IF_ERROR(Start());
  }
  const Source& winner = sources_[losers_[0]];
  if (winner.at_end) return false;
  key_ = winner.rows->key();
  row_ = winner.rows->row();
  return true;
}

Status RowMerger::Start() {
  started_ = true;
  for (Source& source : sources_) MEERKAT_RETURN_IF_ERROR(Advance(source));
  losers_[0] = Play(1);
  return absl::OkStatus();
}

Status RowMerger::Advance(Source& source) {
  MEERKAT_ASSIGN_OR_RETURN(const bool has_row, source.rows->Next());
  source.at_end = !has_row;
  if (has_row) source.prefix = PrefixOf(source.rows->key());
  return absl::OkStatus();
}

bool RowMerger::IsBefore(size_t a, size_t b) const {
  const Source& source_a = sources_[a];
  const Source& source_b = sources_[b];
  if (source_a.at_end || source_b.at_end) return source_b.at_end;
  if (source_a.prefix != source_b.prefix) {
    return source_a.prefix < source_b.prefix;
  }
  const int order =
      CompareSamePrefix(source_a.rows->key(), source_b.rows->key());
  return order != 0 ? order < 0 : a < b;
}

size_t RowMerger::Play(size_t node) {
  if (node >= sources_.size()) return node - sources_.size();
  size_t winner = Play(2 * node);
  size_t loser = Play(2 * node + 1);
  if (IsBefore(loser, winner)) std::swap(winner, loser);
  losers_[node] = loser;
  return winner;
}

void RowMerger::Replay() {
  size_t winner = losers_[0];
  for (size_t node = (winner + sources_.size()) / 2; node > 0; node /= 2) {
    if (IsBefore(losers_[node], winner)) std::swap(losers_[node], winner);
  }
  losers_[0] = winner;
}

}  // namespace meerkat::query
