#include "query/match/whole_filter.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

Status BadPlace(std::string_view message) {
  return MakeError(ErrorCode::kBadValue, message);
}

// Who asks the filter.
enum class Asker : uint8_t { kQuery, kProjection, kPipeline };

Status NotAllowed(ErrorCode code, std::string_view name) {
  return MakeError(code,
                   fmt::format("{} is not allowed in a filter that a "
                               "projection looks at: that of $elemMatch, and "
                               "that of the query beside a positional operator",
                               name));
}

// Where a node stands: at the top or in $and; in $or and its kin; in
// $elemMatch.
enum class Place : uint8_t { kTop, kNested, kInItems };

// Walks the tree and remembers what may be there once only.
class WholeFilter {
 public:
  explicit WholeFilter(Asker asker) : asker_(asker) {}

  Status Check(const MatchNode& node, Place place) {
    return std::visit([&](const auto& kind) { return CheckKind(kind, place); },
                      node.kind);
  }

 private:
  Status CheckAll(const std::vector<MatchNode>& nodes, Place place) {
    for (const MatchNode& node : nodes) {
      MEERKAT_RETURN_IF_ERROR(Check(node, place));
    }
    return absl::OkStatus();
  }

  // What stands in a node that stands at `place`.
  static Place Below(Place place) {
    return place == Place::kTop ? Place::kNested : place;
  }

  Status CheckKind(const And& all, Place place) {
    return CheckAll(all.children, place);
  }
  Status CheckKind(const Or& any, Place place) {
    return CheckAll(any.children, Below(place));
  }
  Status CheckKind(const Nor& none, Place place) {
    return CheckAll(none.children, Below(place));
  }
  Status CheckKind(const Not& no, Place place) {
    return CheckAll(no.child, Below(place));
  }
  Status CheckKind(const Constant&, Place) { return absl::OkStatus(); }
  Status CheckKind(const SampleRate&, Place place) {
    if (place != Place::kInItems) return absl::OkStatus();
    return BadPlace(
        "$sampleRate can only be applied to the top-level document");
  }

  Status CheckKind(const SatisfiesSchema&, Place place) {
    if (asker_ == Asker::kProjection) {
      return NotAllowed(ErrorCode::kQueryFeatureNotAllowed, "$jsonSchema");
    }
    if (place != Place::kInItems) return absl::OkStatus();
    return BadPlace(
        "$jsonSchema looks at whole documents, not at the items of $elemMatch");
  }

  Status CheckKind(const IsTrue&, Place place) {
    if (place == Place::kInItems) {
      return BadPlace("$expr can only be applied to the top-level document");
    }
    if (asker_ != Asker::kProjection) return absl::OkStatus();
    return NotAllowed(ErrorCode::kQueryFeatureNotAllowed, "$expr");
  }

  Status CheckKind(const AtPath& at_path, Place place) {
    const Predicate& predicate = at_path.predicate;
    if (const auto* items = std::get_if<ElemMatchDocument>(&predicate)) {
      return CheckAll(items->conditions, Place::kInItems);
    }
    if (const auto* items = std::get_if<ElemMatchValue>(&predicate)) {
      return CheckAll(items->conditions, Place::kInItems);
    }
    if (!std::holds_alternative<IsNear>(predicate)) return absl::OkStatus();
    return CheckNear(at_path, place);
  }

  Status CheckNear(const AtPath& at_path, Place place) {
    if (asker_ == Asker::kProjection) {
      return NotAllowed(
          ErrorCode::kNearNotAllowed,
          fmt::format("{} at '{}'", NameOfNear(at_path), at_path.path.text()));
    }
    if (asker_ == Asker::kPipeline) {
      return MakeError(ErrorCode::kNearNotAllowed,
                       fmt::format("{} at '{}' is not allowed in a $match: it "
                                   "asks for an order, as $geoNear does",
                                   NameOfNear(at_path), at_path.path.text()));
    }
    if (place != Place::kTop) {
      return BadPlace("geo $near must be a top-level expression");
    }
    if (has_near_) return BadPlace("too many geo $near expressions");
    has_near_ = true;
    return absl::OkStatus();
  }

  // $near, $nearSphere or $geoNear.
  static std::string_view NameOfNear(const AtPath& at_path) {
    return std::get<IsNear>(at_path.predicate).source.begin()->name();
  }

  const Asker asker_;
  bool has_near_ = false;
};

}  // namespace

Status CheckWholeFilter(const MatchNode& root) {
  return WholeFilter(Asker::kQuery).Check(root, Place::kTop);
}

Status CheckFilterOfPipeline(const MatchNode& root) {
  return WholeFilter(Asker::kPipeline).Check(root, Place::kTop);
}

Status CheckFilterOfProjection(const MatchNode& root) {
  return WholeFilter(Asker::kProjection).Check(root, Place::kTop);
}

}  // namespace meerkat::query
