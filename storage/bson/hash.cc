#include "storage/bson/hash.h"

#include <absl/numeric/int128.h>

#include <cmath>
#include <cstring>
#include <string>

#include "storage/bson/collator.h"
#include "storage/bson/compare.h"
#include "storage/bson/decimal.h"
#include "storage/bson/number.h"

namespace meerkat::bson {
namespace {

// Odd numbers with half of their bits set, wyhash's.
constexpr uint64_t kSecretA = 0xa0761d6478bd642f;
constexpr uint64_t kSecretB = 0xe7037ed1a0b428db;
constexpr uint64_t kSecretC = 0x8ebc6af09c88c6e3;

uint64_t Mix(uint64_t a, uint64_t b) {
  const absl::uint128 product = absl::uint128{a} * b;
  return absl::Uint128High64(product) ^ absl::Uint128Low64(product);
}

uint64_t Combine(uint64_t hash, uint64_t next) {
  return Mix(hash ^ kSecretA, next ^ kSecretB);
}

template <typename T>
uint64_t Load(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

uint64_t Byte(const char* at) { return static_cast<unsigned char>(*at); }

// Different for each rank, the same for types that share one.
uint64_t SeedOf(Type type) {
  return static_cast<uint64_t>(TypeRank(type) + 2) * kSecretC;
}

uint64_t HashOf(Type type, uint64_t a, uint64_t b = 0) {
  return Combine(Combine(SeedOf(type), a), b);
}

uint64_t HashInteger(int64_t value) {
  return HashOf(Type::kInt64, static_cast<uint64_t>(value));
}

// An integer hashes as one, whichever type it has.
uint64_t HashDouble(double value) {
  if (const auto whole = ToInt64Exact(value)) return HashInteger(*whole);
  if (std::isnan(value)) return HashOf(Type::kDouble, kSecretA, 1);
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return HashOf(Type::kDouble, bits, 2);
}

// What is a double hashes as one; the rest by its shortest parts.
uint64_t HashDecimal(const Decimal128& value) {
  if (decimal::IsNaN(value)) return HashDouble(std::nan(""));
  if (const auto whole = decimal::ToInt64Exact(value)) {
    return HashInteger(*whole);
  }
  if (const auto same = decimal::ToDoubleExact(value)) return HashDouble(*same);
  const decimal::Parts parts = decimal::Normalize(decimal::Unpack(value));
  const uint64_t scale = HashOf(Type::kDecimal128, parts.negative ? 1 : 0,
                                static_cast<uint64_t>(parts.exponent));
  return Combine(Combine(scale, absl::Uint128High64(parts.coefficient)),
                 absl::Uint128Low64(parts.coefficient));
}

uint64_t HashText(const Element& text, const Collator* collator) {
  if (collator == nullptr) {
    return HashBytes(text.AsString(), SeedOf(text.type()));
  }
  std::string key;
  collator->AppendSortKey(text.AsString(), key);
  return HashBytes(key, SeedOf(text.type()));
}

uint64_t HashFields(DocumentView document, uint64_t hash, bool with_names,
                    const Collator* collator) {
  for (const Element& e : document) {
    if (with_names) hash = HashBytes(e.name(), hash);
    hash = Combine(hash, Hash(e, collator));
  }
  return hash;
}

}  // namespace

uint64_t HashBytes(std::string_view bytes, uint64_t seed) {
  const char* p = bytes.data();
  size_t left = bytes.size();
  uint64_t hash = seed ^ kSecretC;
  for (; left > 16; p += 16, left -= 16) {
    hash = Mix(Load<uint64_t>(p) ^ kSecretA, Load<uint64_t>(p + 8) ^ hash);
  }
  // The rest by two loads that may overlap.
  uint64_t a = 0;
  uint64_t b = 0;
  if (left >= 8) {
    a = Load<uint64_t>(p);
    b = Load<uint64_t>(p + left - 8);
  } else if (left >= 4) {
    a = Load<uint32_t>(p);
    b = Load<uint32_t>(p + left - 4);
  } else if (left > 0) {
    a = Byte(p) << 16 | Byte(p + left / 2) << 8 | Byte(p + left - 1);
  }
  return Mix(bytes.size() ^ kSecretB, Mix(a ^ kSecretA, b ^ hash));
}

uint64_t Hash(DocumentView document, const Collator* collator) {
  return HashFields(document, SeedOf(Type::kDocument), true, collator);
}

uint64_t Hash(const Element& element, const Collator* collator) {
  switch (element.type()) {
    case Type::kInt32:
      return HashInteger(element.AsInt32());
    case Type::kInt64:
      return HashInteger(element.AsInt64());
    case Type::kDouble:
      return HashDouble(element.AsDouble());
    case Type::kDecimal128:
      return HashDecimal(element.AsDecimal128());
    case Type::kString:
    case Type::kSymbol:
      return HashText(element, collator);
    case Type::kCode:
      return HashBytes(element.AsString(), SeedOf(element.type()));
    case Type::kDocument:
      return Hash(element.AsDocument(), collator);
    case Type::kArray:
      return HashFields(element.AsDocument(), SeedOf(Type::kArray), false,
                        collator);
    case Type::kCodeWithScope: {
      const CodeWithScopeView code = element.AsCodeWithScope();
      const uint64_t start = HashBytes(code.code, SeedOf(element.type()));
      return HashFields(code.scope, start, true, nullptr);
    }
    default:
      // Values whose bytes are the same exactly when they are equal.
      return HashBytes(element.payload(), SeedOf(element.type()));
  }
}

}  // namespace meerkat::bson
