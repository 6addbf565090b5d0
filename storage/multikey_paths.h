// MultikeyPaths: where the documents of an index have arrays on its paths.
//
// An index {a.b: 1, c: 1} has a key of its own for every item of an array. A
// query must know whether that may have happened, and where: whether "a" was
// ever an array, or "a.b", or "c". Once set, a place stays set as long as the
// index lives; that it was an array in a document that is gone does no harm.
//
// A writer adds a place before its commit, so that a reader who sees the
// document sees the place too, if it looks here after taking its snapshot. A
// note of the place is stored by that commit (Catalog::PutMultikey).
//
// MongoDB manual, "Multikey Indexes".
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meerkat::storage {

// Thread-safe. The components of a path are bits, the first is bit 0; those
// from the 64th on share the last one.
class MultikeyPaths {
 public:
  // Of an index with `parts` paths.
  explicit MultikeyPaths(size_t parts) : parts_(parts) {}

  size_t parts() const { return parts_.size(); }
  // The components of path `part` that may have been arrays.
  uint64_t Components(size_t part) const {
    return parts_[part].known.load(std::memory_order_relaxed);
  }
  bool any() const {
    for (const Part& part : parts_) {
      if (part.known.load(std::memory_order_relaxed) != 0) return true;
    }
    return false;
  }
  void Add(size_t part, uint64_t components) {
    parts_[part].known.fetch_or(components, std::memory_order_relaxed);
  }

  // Those whose note is known to be stored.
  uint64_t Stored(size_t part) const {
    return parts_[part].stored.load(std::memory_order_relaxed);
  }
  void SetStored(size_t part, uint64_t components) {
    Add(part, components);
    parts_[part].stored.fetch_or(components, std::memory_order_relaxed);
  }

 private:
  struct Part {
    std::atomic<uint64_t> known = 0;
    std::atomic<uint64_t> stored = 0;
  };

  std::vector<Part> parts_;
};

}  // namespace meerkat::storage
