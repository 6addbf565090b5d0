#include "tools/server/net/stream.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "tests/catch.hpp"
#include "tools/server/net/socket_io.h"

namespace meerkat::server {
namespace {

using std::chrono::milliseconds;

// A time that no test waits for.
constexpr milliseconds kLong(600'000);

// A stream, and the socket of its client.
struct Pair {
  Pair() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    client = ends[0];
    Stream::Socket socket(context);
    socket.assign(asio::generic::stream_protocol(AF_UNIX, 0), ends[1]);
    stream.emplace(std::move(socket), nullptr);
  }
  ~Pair() { ::close(client); }

  asio::io_context context;
  int client = -1;
  std::optional<Stream> stream;
};

bool IsOpen(int file) { return ::fcntl(file, F_GETFD) != -1; }

}  // namespace

TEST_CASE("a thread waits for what a client sends, and reads it") {
  Pair pair;
  std::string room(10, ' ');
  // Asio has made it one that does not block.
  REQUIRE(pair.stream->Watched() != nullptr);
  const std::optional<int> socket = pair.stream->BeginWait(kLong);
  REQUIRE(socket.has_value());
  std::thread sender([&] { SendSome(pair.client, "ping"); });
  const Moved moved = Await(*socket, room);
  sender.join();
  pair.stream->EndWait();
  CHECK(moved.next == Moved::Next::kGoOn);
  CHECK(room.substr(0, moved.size) == "ping");
  // Other reads do not wait.
  CHECK(pair.stream->Read(room).next == Moved::Next::kWaitToRead);
}

TEST_CASE("a thread waits no longer than it was told") {
  Pair pair;
  std::string room(10, ' ');
  const std::optional<int> socket = pair.stream->BeginWait(milliseconds(1));
  REQUIRE(socket.has_value());
  CHECK(Await(*socket, room).next == Moved::Next::kWaitToRead);
  CHECK(Await(*socket, milliseconds(1)).next == Moved::Next::kWaitToRead);
  pair.stream->EndWait();
  CHECK(IsOpen(*socket));
}

TEST_CASE("closing a stream wakes who waits for it, who has its number still") {
  Pair pair;
  std::string room(10, ' ');
  const std::optional<int> socket = pair.stream->BeginWait(kLong);
  REQUIRE(socket.has_value());
  std::thread closer([&] { pair.stream->Close(); });
  CHECK(Await(*socket, room).next == Moved::Next::kClose);
  closer.join();
  CHECK(IsOpen(*socket));
  pair.stream->EndWait();
  CHECK_FALSE(IsOpen(*socket));
}

}  // namespace meerkat::server
