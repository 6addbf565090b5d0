// LastWrite: what the last command of a connection did, for those who ask
// afterwards: getLastError, getPrevError and resetError.
//
// Drivers of 2011 sent a write without waiting and then asked. MongoDB manual
// 4.4, "getLastError".
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>

namespace meerkat::server {

struct LastWrite {
  int64_t count = 0;
  // Of an update.
  std::optional<bool> updated_existing = {};
  // The _id of an upsert; empty without one, or when it is longer than 1 KiB.
  Document upserted = {};
  // Ok when nothing failed.
  Status error = {};
  // Commands since the last error; -1 without one.
  int64_t since_error = -1;
  Status previous_error = {};
};

// Takes over what a command did: its reply, or why it failed.
void Remember(DocumentView command, const StatusOr<Document>& reply,
              LastWrite& last);

// {n, err, [code], [codeName], [updatedExisting], [upserted], ...}, without
// ok.
void AppendLastError(const LastWrite& last, int32_t connection, Builder& reply);
// {err, [code], n, nPrev}
void AppendPreviousError(const LastWrite& last, Builder& reply);

}  // namespace meerkat::server
