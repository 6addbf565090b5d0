#include "query/exec/project.h"

#include <absl/container/flat_hash_map.h>
#include <fmt/format.h>

#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/key_decoder.h"
#include "index/key_encoder.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

// MongoDB's limit for documents on their way, above that for stored ones.
constexpr size_t kMaxProjectedSize = kMaxDocumentSize + (size_t{16} << 10);

// Every sample takes what the first one took.
class TakesAll : public RandomSource {
 public:
  uint64_t Next() override { return 0; }
};

// The position of an item of an array: its name.
std::optional<uint32_t> PositionOf(const Element& item) {
  if (!item.exists()) return std::nullopt;
  uint32_t position = 0;
  const std::string_view name = item.name();
  const auto parsed =
      std::from_chars(name.data(), name.data() + name.size(), position);
  if (parsed.ec != std::errc()) return std::nullopt;
  return position;
}

// The values that a document sorts by, one for each key of the pattern. The
// bytes of a sort key do not tell an int from a double, so the values that go
// into it are kept beside.
StatusOr<Value> SortKeyValues(const SortPattern& pattern,
                              DocumentView document) {
  absl::flat_hash_map<std::string, Value> values;
  const SortKeyGenerator generator(
      pattern, [&values](std::string& key, const Element& value,
                         index::Direction direction) {
        const size_t start = key.size();
        index::AppendKey(key, value, direction);
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

}  // namespace

Project::Project(ExecutionContext* context, Projection projection,
                 std::optional<Matcher> filter, SortPattern sort,
                 std::unique_ptr<Stage> input)
    : context_(context),
      projection_(std::move(projection)),
      filter_(std::move(filter)),
      sort_(std::move(sort)),
      input_(std::move(input)),
      projecting_(context->NewEvaluation()),
      takes_all_(std::make_unique<TakesAll>()) {
  match_.random = takes_all_.get();
  match_.evaluation = &projecting_.evaluation;
}

Status Project::FindMatch(DocumentView document) {
  filter_->Matches(document, match_);
  MEERKAT_RETURN_IF_ERROR(match_.error);
  projecting_.matched_position = PositionOf(match_.matched_item);
  return absl::OkStatus();
}

Status Project::MakeSortKey(DocumentView document) {
  MEERKAT_ASSIGN_OR_RETURN(projecting_.sort_key,
                           SortKeyValues(sort_, document));
  return absl::OkStatus();
}

Status Project::Prepare(DocumentView document) {
  if (projection_.needs_match()) {
    MEERKAT_RETURN_IF_ERROR(FindMatch(document));
  }
  return projection_.needs_sort_key() ? MakeSortKey(document)
                                      : absl::OkStatus();
}

Step Project::Next(Row& row) {
  const Step step = input_->Next(row);
  if (step != Step::kRow) return step;
  Status prepared = Prepare(row.document);
  if (!prepared.ok()) return context_->Fail(std::move(prepared));
  StatusOr<DocumentView> projected =
      projection_.Apply(row.document, projecting_);
  if (!projected.ok()) return context_->Fail(std::move(projected).status());
  if (projected->size() > kMaxProjectedSize) {
    return context_->Fail(
        MakeError(ErrorCode::kBSONObjectTooLarge,
                  fmt::format("a projected document has {} bytes, more than "
                              "the {} that are possible",
                              projected->size(), kMaxProjectedSize)));
  }
  row.document = *projected;
  return Step::kRow;
}

}  // namespace meerkat::query
