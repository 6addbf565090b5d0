// Bytes to fewer bytes and back, by snappy, zlib and zstd.
//
// What comes back is believed only when it has exactly the size that was
// claimed for it: were the claim taken for the size, what nobody wrote would be
// read as part of a message (CVE-2025-14847).
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "tools/server/wire/compressor.h"

namespace meerkat::server {

// Appends `bytes`, compressed. False when the library fails, which it does for
// want of memory only; then nothing has been appended.
bool Compress(Compressor compressor, std::string_view bytes, std::string& out);

// Whether `compressed_size` bytes of this compressor can be as many as
// `claimed_size` at all. Asked before room is made for them: a short message
// cannot make us take much memory by a claim alone.
bool IsPossibleSize(Compressor compressor, size_t compressed_size,
                    size_t claimed_size);

// Fills `out`, whose size is the one claimed, and never goes beyond it: of what
// would become larger no more than `out` is decompressed. Errors: 2 BadValue
// when `bytes` are damaged, become more or fewer, or are followed by others;
// then `out` holds nothing of use.
Status Decompress(Compressor compressor, std::string_view bytes,
                  std::span<char> out);

}  // namespace meerkat::server
