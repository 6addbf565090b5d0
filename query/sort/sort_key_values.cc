#include "query/sort/sort_key_values.h"

#include <absl/container/flat_hash_map.h>

#include <string>
#include <string_view>
#include <vector>

#include "index/key_decoder.h"
#include "query/sort/sort_key.h"
#include "storage/status_macros.h"

namespace meerkat::query {

// The bytes of a sort key do not tell an int from a double, nor the text that a
// collation made them of, so the values that go into it are kept beside.
StatusOr<Value> SortKeyValues(
    const SortPattern& pattern, DocumentView document,
    const std::shared_ptr<const bson::Collator>& collator) {
  absl::flat_hash_map<std::string, Value> values;
  const auto encode = SortKeyGenerator::EncoderFor(collator);
  const SortKeyGenerator generator(
      pattern,
      [&](std::string& key, const Element& value, index::Direction direction) {
        const size_t start = key.size();
        encode(key, value, direction);
        values.try_emplace(key.substr(start),
                           value.exists() ? Value(value) : Value(nullptr));
      });
  std::string key;
  MEERKAT_RETURN_IF_ERROR(generator.Generate(document, key));
  std::vector<Value> found;
  std::string_view rest = key;
  for (const SortPattern::Key& part : pattern.keys()) {
    MEERKAT_ASSIGN_OR_RETURN(const size_t size,
                             index::SkipNext(rest, part.direction));
    found.push_back(values[std::string(rest.substr(0, size))]);
    rest.remove_prefix(size);
  }
  return Array(found);
}

}  // namespace meerkat::query
