// KeySet: the entries that one document has in one index.
//
//   KeySet keys;                              // one for all documents
//   MEERKAT_RETURN_IF_ERROR(generator->Generate(document, keys));
//   for (const IndexKey& key : keys) Put(key.key, key.type_bits);
//
// The entries are distinct and in the order of their bytes. A set keeps its
// memory from document to document, so that the usual one entry costs no
// allocation. It also knows which parts of the index met arrays in the
// document, which is what makes an index multikey.
#pragma once

#include <absl/container/inlined_vector.h>
#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "index/type_bits.h"

namespace meerkat::index {

// Valid as long as the set it is from is not changed.
struct IndexKey {
  // KEY_FORMAT.md, section 1.
  std::string_view key;
  // KEY_FORMAT.md, section 6.
  std::string_view type_bits;
};

// Not thread-safe.
class KeySet {
 public:
  class Iterator;

  // More entries, or more bytes in all of them, are an error: documents of a
  // few megabytes can be made that would have terabytes of keys.
  static constexpr size_t kMaxKeys = size_t{1} << 23;
  static constexpr size_t kMaxBytes = size_t{64} << 20;

  // --- reading: once a generator is done ---

  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  // REQUIRES: i < size().
  IndexKey operator[](size_t i) const {
    const Entry& entry = entries_[i];
    const char* key = bytes_.data() + entry.offset;
    return {{key, entry.key_size}, {key + entry.key_size, entry.bits_size}};
  }
  Iterator begin() const;
  Iterator end() const;

  // Where part `part` of the index met arrays: bit i is set when an array
  // stood at the end of the first i + 1 components of its path and gave its
  // items. Bit 63 stands for all components from the 64th on. Of
  // {a: [{b: [1, 2]}]} the path "a.b" has 0b11. REQUIRES: part is one of the
  // index.
  uint64_t array_components(size_t part) const { return arrays_[part]; }
  // Any part met an array.
  bool is_multikey() const { return is_multikey_; }

  // --- writing: for generators ---

  // Makes the set empty, for an index of `parts`.
  void Clear(size_t parts);
  // What is appended here, up to EndKey, is the next key...
  std::string& bytes() { return bytes_; }
  // ... and these are its type bits.
  TypeBits& type_bits() { return bits_; }
  // Adds the key. Error: 201 CannotBuildIndexKeys when there are too many, as
  // CheckSize says.
  Status EndKey();
  // Forgets what was appended since the last EndKey.
  void DropKey();
  Status CheckSize() const {
    return bytes_.size() <= kMaxBytes ? absl::OkStatus() : TooLarge();
  }
  // What CheckSize returns when it does.
  static Status TooLarge();
  void AddArray(size_t part, size_t component);
  // Puts the entries in order. Of those with equal keys the first one stays.
  void Finish() {
    if (entries_.size() > 1) SortDistinct();
  }

 private:
  // The key and behind it the type bits.
  struct Entry {
    uint32_t offset;
    uint32_t key_size;
    uint32_t bits_size;
  };

  void SortDistinct();
  std::string_view KeyOf(const Entry& entry) const {
    return {bytes_.data() + entry.offset, entry.key_size};
  }

  std::string bytes_;
  // Where in `bytes_` the next key begins.
  size_t key_start_ = 0;
  TypeBits bits_;
  std::vector<Entry> entries_;
  absl::InlinedVector<uint64_t, 8> arrays_;
  bool is_multikey_ = false;
};

class KeySet::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = IndexKey;
  using difference_type = std::ptrdiff_t;
  using pointer = const IndexKey*;
  using reference = IndexKey;

  Iterator() = default;
  Iterator(const KeySet* keys, size_t i) : keys_(keys), i_(i) {}

  IndexKey operator*() const { return (*keys_)[i_]; }
  Iterator& operator++() {
    ++i_;
    return *this;
  }
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) {
    return a.i_ == b.i_;
  }

 private:
  const KeySet* keys_ = nullptr;
  size_t i_ = 0;
};

inline KeySet::Iterator KeySet::begin() const { return Iterator(this, 0); }
inline KeySet::Iterator KeySet::end() const { return Iterator(this, size()); }

// What to write when a document changes: from the entries it had to those it
// has. All are views of the two sets.
struct KeyChanges {
  std::vector<IndexKey> removed;
  std::vector<IndexKey> added;
  // Of the document as it is: entries whose keys stay and whose type bits do
  // not, 5 that became 5.0.
  std::vector<IndexKey> retyped;

  bool empty() const {
    return removed.empty() && added.empty() && retyped.empty();
  }
};

// Replaces `changes`.
void FindChanges(const KeySet& before, const KeySet& after,
                 KeyChanges& changes);

}  // namespace meerkat::index
