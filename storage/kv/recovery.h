// Recovery: tells a torn end of the log from damage, before a writing open.
//
// RocksDB recovers the longest readable prefix of its log and cuts the rest
// off. That is right after a crash, where only what was never acknowledged can
// be unreadable, and wrong when an acknowledged write is damaged: it would be
// lost in silence. So the log is first replayed by a read-only open, which
// changes no file, and what it reaches is compared with the marker:
//
//   reached >= marker   a torn end: go on
//   reached <  marker   damage: refuse with 301, naming the file and offset
//
// The manifest is compared likewise: by how many bytes of it can be read. The
// replay is left out only where the marker knows of no write and there is none
// in the log.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <string>

#include "storage/kv/marker.h"
#include "storage/kv/options.h"

namespace meerkat::storage::kv {

// Also refuses a directory that holds data and lacks CURRENT, or whose CURRENT
// names no manifest. Every error says that nothing was changed.
// REQUIRES: no other process writes to `directory` (directory.h).
Status CheckAgainstMarker(const RocksOptions& options,
                          const std::string& directory,
                          const DurableState& marker);

// The error for a database that reaches only the write number `reached`: where
// it was damaged, or which log ends too early, is empty or missing.
Status DamagedLog(const std::string& directory, uint64_t reached,
                  uint64_t marker, rocksdb::FileSystem* file_system);

}  // namespace meerkat::storage::kv
