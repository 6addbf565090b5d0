#include "tools/server/auth/login_secret.h"

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <optional>

#include "tools/server/auth/digest.h"

namespace meerkat::server::auth {

namespace {

constexpr std::string_view kId = "unknown users";
constexpr size_t kSize = 32;

// Nothing where there is none, or one that somebody has damaged.
std::optional<std::string> Read(Collection& keys) {
  const StatusOr<std::optional<Document>> found =
      keys.FindOne(Document{{"_id", kId}});
  if (!found.ok() || !found->has_value()) return std::nullopt;
  const Element secret = (**found)["secret"];
  if (secret.type() != Type::kBinary) return std::nullopt;
  const std::string_view bytes = secret.AsBinary().bytes;
  if (bytes.size() != kSize) return std::nullopt;
  return std::string(bytes);
}

}  // namespace

std::string LoginSecret(Collection keys, RandomSource& random) {
  if (std::optional<std::string> kept = Read(keys)) return *std::move(kept);
  const std::string made = RandomBytes(random, kSize);
  const StatusOr<InsertOneResult> kept =
      keys.InsertOne(Document{{"_id", kId}, {"secret", Value::Binary(0, made)}},
                     {.write_concern = {.journal = true}});
  // Another server of the same database may have been faster.
  return kept.ok() ? made : Read(keys).value_or(made);
}

}  // namespace meerkat::server::auth
