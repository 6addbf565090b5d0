// Reading and writing a socket without waiting and without a signal.
#pragma once

#include <sys/types.h>

#include <span>
#include <string_view>

namespace meerkat::server {

// As recv() and send(): how many bytes, 0 when the other end has closed it, -1
// with errno. An interruption by a signal is none.
ssize_t ReceiveSome(int socket, std::span<char> room);
ssize_t SendSome(int socket, std::string_view bytes);

// Of a result of -1: whether it has to be waited for.
bool MustWait();

}  // namespace meerkat::server
