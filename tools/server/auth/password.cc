#include "tools/server/auth/password.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include <algorithm>

#ifdef MEERKAT_HAS_ICU
#include <unicode/usprep.h>
#include <unicode/ustring.h>

#include <cstdint>
#include <limits>
#include <memory>
#endif

#include "tools/server/auth/digest.h"

namespace meerkat::server::auth {
namespace {

Status Bad(std::string_view why) {
  return MakeError(ErrorCode::kBadValue, why);
}

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(
      text, [](unsigned char c) { return absl::ascii_isascii(c); });
}

bool HasControls(std::string_view text) {
  return std::ranges::any_of(
      text, [](unsigned char c) { return absl::ascii_iscntrl(c); });
}

#ifdef MEERKAT_HAS_ICU

struct CloseProfile {
  void operator()(UStringPrepProfile* profile) const { usprep_close(profile); }
};

constexpr std::string_view kForbidden =
    "the password is no UTF-8 or holds a character that SASLprep (RFC 4013) "
    "forbids";

StatusOr<std::u16string> ToUtf16(std::string_view text) {
  // UTF-16 never has more units than UTF-8 has bytes.
  std::u16string units(text.size(), u'\0');
  int32_t size = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strFromUTF8(units.data(), static_cast<int32_t>(units.size()), &size,
                text.data(), static_cast<int32_t>(text.size()), &error);
  if (U_FAILURE(error)) return Bad(kForbidden);
  units.resize(static_cast<size_t>(size));
  return units;
}

StatusOr<std::string> ToUtf8(std::u16string_view units) {
  // A unit takes three bytes at most.
  std::string text(units.size() * 3, '\0');
  int32_t size = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strToUTF8(text.data(), static_cast<int32_t>(text.size()), &size,
              units.data(), static_cast<int32_t>(units.size()), &error);
  if (U_FAILURE(error)) return Bad(kForbidden);
  text.resize(static_cast<size_t>(size));
  return text;
}

StatusOr<std::u16string> Prepare(const UStringPrepProfile* profile,
                                 std::u16string_view units) {
  // Compatibility forms grow, up to eighteen times (U+FDFA).
  std::u16string prepared(units.size() * 18, u'\0');
  UErrorCode error = U_ZERO_ERROR;
  const int32_t size =
      usprep_prepare(profile, units.data(), static_cast<int32_t>(units.size()),
                     prepared.data(), static_cast<int32_t>(prepared.size()),
                     USPREP_DEFAULT, nullptr, &error);
  if (U_FAILURE(error)) return Bad(kForbidden);
  prepared.resize(static_cast<size_t>(size));
  return prepared;
}

StatusOr<std::string> SaslPrep(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UStringPrepProfile, CloseProfile> profile(
      usprep_openByType(USPREP_RFC4013_SASLPREP, &error));
  if (U_FAILURE(error)) {
    return MakeError(
        ErrorCode::kInternalError,
        fmt::format("ICU has no SASLprep: {}", u_errorName(error)));
  }
  const StatusOr<std::u16string> units = ToUtf16(text);
  if (!units.ok()) return units.status();
  const StatusOr<std::u16string> prepared = Prepare(profile.get(), *units);
  if (!prepared.ok()) return prepared.status();
  // Characters that SASLprep maps to nothing may have been all there was.
  if (prepared->empty()) return Bad("the password is empty");
  return ToUtf8(*prepared);
}

#else

StatusOr<std::string> SaslPrep(std::string_view) {
  return Bad(
      "in a build of Meerkat without ICU (MEERKAT_WITH_ICU) a password for "
      "SCRAM-SHA-256 is made of ASCII characters");
}

#endif

}  // namespace

StatusOr<std::string> PreparePassword(Mechanism mechanism,
                                      std::string_view user,
                                      std::string_view password) {
  constexpr size_t kMaxPassword = 64 << 10;
  if (password.empty()) return Bad("the password is empty");
  if (password.size() > kMaxPassword) {
    return Bad("the password has more than 64 KiB");
  }
  if (mechanism == Mechanism::kScramSha1) {
    return Md5Hex(fmt::format("{}:mongo:{}", user, password));
  }
  if (!IsAscii(password)) return SaslPrep(password);
  if (HasControls(password)) {
    return Bad("the password holds a control character");
  }
  return std::string(password);
}

}  // namespace meerkat::server::auth
