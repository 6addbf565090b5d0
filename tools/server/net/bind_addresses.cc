#include "tools/server/net/bind_addresses.h"

#include <fmt/format.h>

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <string>

namespace meerkat::server {

namespace {

std::string Trimmed(std::string_view name) {
  const size_t begin = std::min(name.find_first_not_of(' '), name.size());
  return std::string(
      name.substr(begin, name.find_last_not_of(' ') + 1 - begin));
}

void AddOnce(const BindAddress& address, std::vector<BindAddress>& addresses) {
  const auto found =
      std::ranges::find(addresses, address.address, &BindAddress::address);
  if (found == addresses.end()) addresses.push_back(address);
}

Status NoAddress(const std::string& name, std::string_view why) {
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("'{}' is no address to listen at: {}", name, why));
}

Status AddName(const std::string& name, std::vector<BindAddress>& addresses) {
  asio::io_context context;
  asio::ip::tcp::resolver resolver(context);
  asio::error_code failed;
  const auto found =
      resolver.resolve(name, "", asio::ip::tcp::resolver::passive, failed);
  if (failed) return NoAddress(name, failed.message());
  const bool has_others = found.size() > 1;
  for (const auto& entry : found) {
    AddOnce({entry.endpoint().address(), has_others}, addresses);
  }
  return absl::OkStatus();
}

Status Add(const std::string& name, std::vector<BindAddress>& addresses) {
  if (name.empty()) return NoAddress(name, "it is empty");
  asio::error_code is_name;
  const asio::ip::address address = asio::ip::make_address(name, is_name);
  if (is_name) return AddName(name, addresses);
  AddOnce({.address = address}, addresses);
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<BindAddress>> ResolveBind(std::string_view list) {
  std::vector<BindAddress> addresses;
  while (true) {
    const size_t end = list.find(',');
    if (Status added = Add(Trimmed(list.substr(0, end)), addresses);
        !added.ok()) {
      return added;
    }
    if (end == std::string_view::npos) return addresses;
    list.remove_prefix(end + 1);
  }
}

}  // namespace meerkat::server
