// Reading and writing a socket without a signal, and mostly without waiting.
#pragma once

#include <sys/types.h>

#include <span>
#include <string_view>

namespace meerkat::server {

// As recv() and send(): how many bytes, 0 when the other end has closed it, -1
// with errno. An interruption by a signal is none.
ssize_t ReceiveSome(int socket, std::span<char> room);
ssize_t SendSome(int socket, std::string_view bytes);

// The same, waiting as long as the socket's options say, or until a signal:
// then it is EAGAIN.
ssize_t ReceiveWaiting(int socket, std::span<char> room);

// Of a result of -1: whether it has to be waited for.
bool MustWait();

}  // namespace meerkat::server
