#include "tests/support/hostile_frames.h"

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <algorithm>
#include <cstdint>

#include "tests/support/wire_client.h"
#include "tools/server/wire/header.h"
#include "tools/server/wire/little_endian.h"
#include "tools/server/wire/op_msg.h"

namespace meerkat::testing {
namespace {

using server::Compressor;
using server::kHeaderSize;

// Where an OP_COMPRESSED claims its size.
constexpr size_t kClaimAt = kHeaderSize + 4;

constexpr Compressor kCompressors[] = {Compressor::kSnappy, Compressor::kZlib,
                                       Compressor::kZstd};

size_t Below(size_t end, std::mt19937_64& random) {
  return std::uniform_int_distribution<size_t>(0, end - 1)(random);
}

// None leaves a cursor open: those may take memory for ten minutes.
std::vector<std::string> GoodFrames() {
  const Document insert{{"insert", "c"}, {"$db", "app"}};
  const Document item{{"a", Array{1, "two", Document{{"three", 3.0}}}},
                      {"text", std::string(200, 'x')}};
  const Document find{{"find", "c"},
                      {"filter", Document{{"a", Document{{"$gt", 0}}}}},
                      {"limit", 5},
                      {"$db", "app"}};
  const Document hello{
      {"hello", 1},
      {"client", Document{{"driver", Document{{"name", "hostile"}}}}},
      {"compression", Array{"snappy", "zlib", "zstd"}},
      {"$db", "admin"}};
  const Document more{
      {"getMore", int64_t{1}}, {"collection", "c"}, {"$db", "app"}};
  const Document aggregate{{"aggregate", "c"},
                           {"pipeline", Array{Document{{"$match", Document{}}},
                                              Document{{"$limit", 5}}}},
                           {"cursor", Document{}},
                           {"$db", "app"}};
  std::vector<std::string> frames = {
      MsgRequest(hello),
      MsgRequest(hello, {}, server::kExhaustAllowed),
      MsgRequest(insert, {{"documents", {item, item}}}),
      MsgRequest(insert, {{"documents", {item}}}, server::kChecksumPresent),
      MsgRequest(insert, {{"documents", {item}}}, server::kMoreToCome),
      MsgRequest(find),
      MsgRequest(more),
      MsgRequest(aggregate),
      QueryRequest("admin.$cmd", Document{{"isMaster", 1}}),
      MsgRequest(Document{{"listCollections", 1}, {"$db", "app"}})};
  for (const Compressor compressor : kCompressors) {
    frames.push_back(Compressed(compressor, frames[2]));
  }
  return frames;
}

std::string Noise(size_t size, std::mt19937_64& random) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

void StoreSomeNumber(std::string& frame, std::mt19937_64& random) {
  static constexpr int32_t kNumbers[] = {
      0,  1,   -1,      4,          5,          15,        16,
      17, 255, 1 << 16, 47'999'999, 48'016'384, INT32_MAX, INT32_MIN};
  if (frame.size() < 4) return;
  server::Store(frame.data() + Below(frame.size() - 3, random),
                kNumbers[Below(std::size(kNumbers), random)]);
}

void Damage(std::string& frame, std::mt19937_64& random) {
  switch (Below(6, random)) {
    case 0:
      frame[Below(frame.size(), random)] ^=
          static_cast<char>(1 << Below(8, random));
      return;
    case 1:
      frame[Below(frame.size(), random)] = static_cast<char>(random());
      return;
    case 2:
      return StoreSomeNumber(frame, random);
    case 3:
      frame.resize(kHeaderSize + Below(frame.size() - kHeaderSize + 1, random));
      return;
    case 4:
      frame.insert(Below(frame.size() + 1, random),
                   Noise(1 + Below(30, random), random));
      return;
    default:
      frame += frame.substr(Below(frame.size(), random), 100);
  }
}

void CorrectLength(std::string& frame) {
  server::Store(frame.data(), static_cast<int32_t>(frame.size()));
}

}  // namespace

std::string HostileFrame(std::mt19937_64& random) {
  static const std::vector<std::string> kGood = GoodFrames();
  if (Below(10, random) == 0) {
    return Noise(1 + Below(200, random), random);
  }
  std::string frame = kGood[Below(kGood.size(), random)];
  const size_t damages = Below(4, random);
  for (size_t i = 0; i < damages; ++i) Damage(frame, random);
  if (Below(8, random) != 0) CorrectLength(frame);
  return frame;
}

std::vector<std::string> FalseSizes(Compressor compressor) {
  const std::string good = Compressed(
      compressor,
      MsgRequest(Document{{"ping", std::string(300, 'x')}, {"$db", "admin"}}));
  const auto honest = server::Load<int32_t>(good.data() + kClaimAt);
  std::vector<std::string> frames;
  for (const int32_t claim :
       {1, honest - 1, honest + 1, honest * 2, 1 << 20, 47'000'000, 48'000'000,
        48'016'368, INT32_MAX, 0, -1, INT32_MIN}) {
    frames.push_back(good);
    server::Store(frames.back().data() + kClaimAt, claim);
  }
  // Only the beginning of what it was.
  frames.push_back(good.substr(0, good.size() / 2));
  CorrectLength(frames.back());
  return frames;
}

}  // namespace meerkat::testing
