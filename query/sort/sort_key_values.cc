#include "query/sort/sort_key_values.h"

#include <string_view>
#include <utility>
#include <vector>

#include "index/key_decoder.h"
#include "storage/status_macros.h"

namespace meerkat::query {

SortKeyValues::SortKeyValues(SortPattern pattern,
                             std::shared_ptr<const bson::Collator> collator)
    : encode_(SortKeyGenerator::EncoderFor(std::move(collator))),
      generator_(std::move(pattern),
                 [this](std::string& key, const Element& value,
                        index::Direction direction) {
                   Encode(key, value, direction);
                 }) {}

void SortKeyValues::Encode(std::string& key, const Element& value,
                           index::Direction direction) {
  const size_t start = key.size();
  encode_(key, value, direction);
  values_.try_emplace(key.substr(start),
                      value.exists() ? Value(value) : Value(nullptr));
}

StatusOr<Value> SortKeyValues::Of(DocumentView document) {
  values_.clear();
  MEERKAT_RETURN_IF_ERROR(generator_.Generate(document, key_));
  std::vector<Value> found;
  std::string_view rest = key_;
  for (const SortPattern::Key& part : generator_.pattern().keys()) {
    MEERKAT_ASSIGN_OR_RETURN(const size_t size,
                             index::SkipNext(rest, part.direction));
    found.push_back(values_[std::string(rest.substr(0, size))]);
    rest.remove_prefix(size);
  }
  return Array(found);
}

}  // namespace meerkat::query
