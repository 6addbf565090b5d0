// RowMerger: several row sources as one.
//
// A loser tree: each inner node keeps the source that lost there, so that a
// step plays one match a level, on the way from the last winner to the root.
//
//            [winner: 2]                losers_[0]
//              1                        losers_[1]
//         0         3                   losers_[2], [3]
//       0   1     2   3                 the sources
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "query/sort/row_source.h"

namespace meerkat::query {

// Of rows with equal keys those of the earlier source come first.
class RowMerger final : public RowSource {
 public:
  explicit RowMerger(std::vector<std::unique_ptr<RowSource>> sources);

  StatusOr<bool> Next() override;

 private:
  struct Source {
    std::unique_ptr<RowSource> rows;
    // Of the current row.
    uint64_t prefix = 0;
    bool at_end = false;
  };

  Status Start();
  Status Advance(Source& source);
  bool IsBefore(size_t a, size_t b) const;
  // The winner among the sources below `node`, once the losers are noted.
  size_t Play(size_t node);
  // Plays the matches of the last winner, which has a new row, anew.
  void Replay();

  std::vector<Source> sources_;
  std::vector<size_t> losers_;
  bool started_ = false;
};

}  // namespace meerkat::query
