// DistinctValues: the different values of one field over many documents.
#pragma once

#include <absl/container/flat_hash_set.h>
#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "query/expression/work.h"
#include "storage/bson/collator.h"
#include "storage/bson/compare.h"
#include "storage/bson/hash.h"

namespace meerkat::query {

// What the command distinct answers with. An array at the end of the path
// counts as its items, one level deep; a component of digits addresses an item
// of an array, any other one goes on inside every item that is a document.
// Values that compare equal are one: the first that was met. MongoDB manual,
// "distinct". One thread at a time.
class DistinctValues {
 public:
  // Values of which an array is no valid document.
  static constexpr size_t kMaxSize = size_t{16} << 20;

  // Texts are compared by the collator, by their bytes when it is null.
  // `interrupt` is asked now and then inside a document, which may have a
  // million values; it may be empty.
  explicit DistinctValues(std::string_view path,
                          std::shared_ptr<const bson::Collator> collator = {},
                          std::function<Status()> interrupt = {});

  // Errors: 17217 when the values would be larger than kMaxSize; what
  // `interrupt` says.
  Status Add(DocumentView document);
  // In BSON's order, texts as the collator has them.
  std::vector<Value> Take();

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(const Element& value) const {
      return bson::Hash(value, collator);
    }
    size_t operator()(const Value& value) const {
      return bson::Hash(value, collator);
    }

    const bson::Collator* collator;
  };
  struct Equal {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return bson::Equal(View(a), View(b), collator);
    }
    static Element View(const Element& value) { return value; }
    static Element View(const Value& value) { return value.element(); }

    const bson::Collator* collator;
  };

  void Collect(DocumentView document, size_t component);
  void CollectFrom(const Element& value, size_t component);
  Status Keep(const Element& value);

  const std::shared_ptr<const bson::Collator> collator_;
  Work work_;
  std::string path_;
  std::vector<std::string_view> components_;
  // Of the current document. Borrowed.
  std::vector<Element> found_;
  absl::flat_hash_set<Value, Hash, Equal> seen_;
  std::vector<Value> values_;
  size_t size_ = 0;
};

}  // namespace meerkat::query
