// The filters that need no plan: all documents, and one by its _id.
//
//   {}                    all
//   {_id: 7}              the one
//   {_id: {$eq: 7}}       the same
//   {_id: {a: 1}}         the one whose _id is the document {a: 1}
//
// Anything else is refused with 238 NotImplemented, naming the field or
// operator.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <optional>

namespace meerkat::query {

struct IdFilter {
  // Missing: every document matches. Borrowed from the filter.
  Element id;

  bool matches_all() const { return !id.exists(); }
};

StatusOr<IdFilter> ParseIdFilter(DocumentView filter);

}  // namespace meerkat::query
