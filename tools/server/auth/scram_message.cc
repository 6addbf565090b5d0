#include "tools/server/auth/scram_message.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "tools/server/auth/base64.h"

namespace meerkat::server::auth {
namespace {

Status Malformed(std::string_view why) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("malformed SCRAM: {}", why));
}

Status CheckSize(std::string_view payload) {
  if (payload.size() <= kMaxPayload) return absl::OkStatus();
  return Malformed("a message has more than 4096 bytes");
}

// What stands between the commas; at least one part.
std::vector<std::string_view> Split(std::string_view payload) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t comma = payload.find(',');
    parts.push_back(payload.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    payload.remove_prefix(comma + 1);
  }
}

// "=2C" and "=3D" to "," and "="; nothing for any other escape, an empty name,
// or one with a zero byte.
std::optional<std::string> Unescape(std::string_view name) {
  std::string plain;
  for (size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '\0') return std::nullopt;
    if (name[at] != '=') {
      plain += name[at];
      continue;
    }
    const std::string_view escape = name.substr(at, 3);
    if (escape != "=2C" && escape != "=3D") return std::nullopt;
    plain += escape == "=2C" ? ',' : '=';
    at += 2;
  }
  if (plain.empty()) return std::nullopt;
  return plain;
}

// Printable ASCII without a comma.
bool IsNonce(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return absl::ascii_isgraph(c) && c != ',';
  });
}

// A letter, '=' and at least one byte. An 'm' would be mandatory.
bool IsExtension(std::string_view part) {
  return part.size() >= 3 && part[0] != 'm' &&
         absl::ascii_isalpha(static_cast<unsigned char>(part[0])) &&
         part[1] == '=' && part.find('\0') == std::string_view::npos;
}

// "r=abc" to "abc" when the letter is that.
std::optional<std::string_view> ValueOf(std::string_view part, char letter) {
  if (part.size() < 2 || part[0] != letter || part[1] != '=') {
    return std::nullopt;
  }
  return part.substr(2);
}

Status CheckBinding(std::string_view flag) {
  if (flag == "n" || flag == "y") return absl::OkStatus();
  if (flag.starts_with("p=")) return Malformed("channel binding is not served");
  return Malformed("the channel binding flag is none of n, y and p");
}

// `identity` is the second part of the header: empty, or "a=" and a name.
Status CheckIdentity(std::string_view identity, std::string_view user) {
  if (identity.empty()) return absl::OkStatus();
  const std::optional<std::string_view> name = ValueOf(identity, 'a');
  if (name.has_value() && Unescape(*name) == user) return absl::OkStatus();
  return Malformed("a user acts as nobody but itself");
}

}  // namespace

StatusOr<ClientFirst> ParseClientFirst(std::string_view payload) {
  if (Status size = CheckSize(payload); !size.ok()) return size;
  const std::vector<std::string_view> parts = Split(payload);
  if (parts.size() < 4) return Malformed("the first message has too few parts");
  if (Status binding = CheckBinding(parts[0]); !binding.ok()) return binding;
  if (ValueOf(parts[2], 'm').has_value()) {
    return Malformed("no extension is served");
  }

  const std::optional<std::string_view> name = ValueOf(parts[2], 'n');
  const std::optional<std::string> user =
      name.has_value() ? Unescape(*name) : std::nullopt;
  if (!user.has_value()) return Malformed("the user's name is not well formed");
  const std::optional<std::string_view> nonce = ValueOf(parts[3], 'r');
  if (!nonce.has_value() || !IsNonce(*nonce)) {
    return Malformed("the client's nonce is not well formed");
  }
  if (!std::all_of(parts.begin() + 4, parts.end(), IsExtension)) {
    return Malformed("an extension is not well formed");
  }
  if (Status identity = CheckIdentity(parts[1], *user); !identity.ok()) {
    return identity;
  }

  const size_t header_size = parts[0].size() + parts[1].size() + 2;
  return ClientFirst{std::string(payload.substr(0, header_size)),
                     std::string(payload.substr(header_size)), *user,
                     std::string(*nonce)};
}

StatusOr<ClientFinal> ParseClientFinal(std::string_view payload) {
  if (Status size = CheckSize(payload); !size.ok()) return size;
  const std::vector<std::string_view> parts = Split(payload);
  if (parts.size() < 3) return Malformed("the last message has too few parts");
  const std::optional<std::string_view> binding = ValueOf(parts[0], 'c');
  if (!binding.has_value()) return Malformed("the channel binding is missing");
  const std::optional<std::string_view> nonce = ValueOf(parts[1], 'r');
  if (!nonce.has_value() || !IsNonce(*nonce)) {
    return Malformed("the nonce is not well formed");
  }
  if (!std::all_of(parts.begin() + 2, parts.end() - 1, IsExtension)) {
    return Malformed("an extension is not well formed");
  }
  const std::optional<std::string_view> proof = ValueOf(parts.back(), 'p');
  std::string proof_bytes;
  if (!proof.has_value() || !DecodeBase64(*proof, proof_bytes)) {
    return Malformed("the proof is not well formed");
  }

  const size_t proof_part = parts.back().size() + 1;
  return ClientFinal{
      std::string(*binding), std::string(*nonce), std::move(proof_bytes),
      std::string(payload.substr(0, payload.size() - proof_part))};
}

}  // namespace meerkat::server::auth
