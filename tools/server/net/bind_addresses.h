// Where to listen, as a user writes it: "127.0.0.1", "localhost,10.0.0.7,::1".
#pragma once

#include <meerkat/status.h>

#include <asio/ip/address.hpp>
#include <string_view>
#include <vector>

namespace meerkat::server {

struct BindAddress {
  asio::ip::address address;
  // It is one of those that a name stands for, and it is enough to listen at
  // one of them: "localhost" is ::1 too where there is no IPv6.
  bool has_others = false;

  bool operator==(const BindAddress&) const = default;
};

// The addresses of a list with commas, names resolved, each once. May ask the
// network for names. Error 2 BadValue, naming what is no address.
StatusOr<std::vector<BindAddress>> ResolveBind(std::string_view list);

}  // namespace meerkat::server
