// Expiry: which entries of a TTL index are of documents that have expired.
//
// A document expires when the oldest date at the index's path lies
// expireAfterSeconds back. That date has an entry, as all items of an array
// have, so a document has expired when one of its entries lies among the
// expired ones; what is no date has its entries elsewhere. MongoDB manual, "TTL
// Indexes".
#pragma once

#include <meerkat/document.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "index/key_format.h"

namespace meerkat::index {

// The youngest date that has expired: `after_seconds` before `now`. None when
// there is no such date: it would be older than a date can be. REQUIRES:
// after_seconds is from 0 to 2147483647.
std::optional<Date> LastExpired(int64_t after_seconds, Date now);

// How long ago a date expired when `last` is the last one that has. At most
// 2^63 - 1 milliseconds. REQUIRES: date <= last.
std::chrono::milliseconds TimeSinceExpiry(Date date, Date last);

// The fields of entries (stored_entry.h): those in [begin, end).
struct FieldRange {
  std::string begin;
  std::string end;

  bool Contains(std::string_view fields) const {
    return begin <= fields && fields < end;
  }
};

// All dates up to `last`, in an index on one field.
FieldRange DatesUpTo(Date last, Direction direction);

}  // namespace meerkat::index
