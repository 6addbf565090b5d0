// stand_in REPLIES SOCKET: a server that only looks like one, for drivers to
// reach the speed that they can reach.
//
// Each command is answered with the frame that lies in the file REPLIES/NAME
// (an OP_QUERY with that in REPLIES/query.NAME), recorded from Meerkat
// (replies.py), so that it has the same size; only the number of the request is
// put in. It listens at the Unix socket and at a TCP port of its own on
// loopback, prints both, and ends by SIGTERM.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Replies = std::map<std::string, std::string>;

constexpr size_t kHeaderSize = 16;
constexpr size_t kLargest = 48'000'000;
constexpr int32_t kOpQuery = 2004;
constexpr int32_t kOpMsg = 2013;

// What a hello that awaits news waits for, as there never are any. Drivers ask
// for ten seconds.
constexpr std::chrono::seconds kHold(9);

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::exit(EXIT_FAILURE);
}

int32_t Int32At(std::string_view bytes, size_t at) {
  int32_t value = 0;
  if (at + sizeof(value) <= bytes.size()) {
    std::memcpy(&value, bytes.data() + at, sizeof(value));
  }
  return value;
}

Replies ReadReplies(const std::filesystem::path& folder) {
  Replies replies;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    replies[entry.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return replies;
}

// The first field's name of the document at `at`.
std::string_view NameAt(std::string_view frame, size_t at) {
  const size_t begin = at + sizeof(int32_t) + 1;
  if (begin >= frame.size()) return "";
  return frame.substr(begin, frame.find('\0', begin) - begin);
}

// The name of the command in a frame, or of nothing. Handshakes may come as
// OP_QUERY and are answered as such.
std::string CommandName(std::string_view frame) {
  switch (Int32At(frame, 12)) {
    case kOpMsg:
      return std::string(NameAt(frame, kHeaderSize + sizeof(int32_t) + 1));
    case kOpQuery: {
      const size_t collection = kHeaderSize + sizeof(int32_t);
      const size_t end = frame.find('\0', collection);
      if (end == std::string_view::npos) return "";
      const size_t document = end + 1 + 2 * sizeof(int32_t);
      return "query." + std::string(NameAt(frame, document));
    }
    default:
      return "";
  }
}

bool Send(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool Answer(int socket, std::string_view frame, const Replies& replies) {
  const std::string name = CommandName(frame);
  const auto recorded = replies.find(name);
  if (recorded == replies.end() || recorded->second.size() < kHeaderSize) {
    std::fprintf(stderr, "no reply to '%s' was recorded\n", name.c_str());
    return false;
  }
  if (name != "insert" && frame.find("maxAwaitTimeMS") != frame.npos) {
    std::this_thread::sleep_for(kHold);
  }
  thread_local std::string reply;
  reply = recorded->second;
  std::memcpy(reply.data() + 8, frame.data() + 4, sizeof(int32_t));
  return Send(socket, reply);
}

// The length of the frame at the start of `bytes` once all of it is there.
std::optional<size_t> FrameLength(std::string_view bytes) {
  if (bytes.size() < kHeaderSize) return std::nullopt;
  const auto length = static_cast<size_t>(Int32At(bytes, 0));
  if (length > bytes.size()) return std::nullopt;
  return length;
}

bool IsWrong(std::string_view bytes) {
  if (bytes.size() < sizeof(int32_t)) return false;
  const int32_t length = Int32At(bytes, 0);
  return length < static_cast<int32_t>(kHeaderSize) ||
         length > static_cast<int32_t>(kLargest);
}

// Until the client leaves.
void Serve(int socket, const Replies& replies) {
  std::vector<char> buffer(1 << 16);
  size_t filled = 0;
  while (true) {
    if (filled == buffer.size()) buffer.resize(2 * buffer.size());
    const ssize_t size =
        recv(socket, buffer.data() + filled, buffer.size() - filled, 0);
    if (size <= 0) break;
    filled += static_cast<size_t>(size);
    std::string_view rest(buffer.data(), filled);
    if (IsWrong(rest)) break;
    const std::optional<size_t> length = FrameLength(rest);
    if (!length.has_value()) continue;
    // A client waits for its reply, so a frame comes alone.
    if (!Answer(socket, rest.substr(0, *length), replies)) break;
    filled = 0;
  }
  close(socket);
}

void Accept(int listener, const Replies& replies) {
  while (true) {
    const int socket = accept(listener, nullptr, nullptr);
    if (socket < 0) return;
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    std::thread(Serve, socket, std::cref(replies)).detach();
  }
}

int ListenAtPort(uint16_t& port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  if (bind(listener, generic, size) != 0 || listen(listener, SOMAXCONN) != 0 ||
      getsockname(listener, generic, &size) != 0) {
    Die("TCP");
  }
  port = ntohs(address.sin_port);
  return listener;
}

int ListenAtSocket(const std::string& path) {
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) Die("the socket's path is long");
  path.copy(address.sun_path, path.size());
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (bind(listener, generic, sizeof(address)) != 0 ||
      listen(listener, SOMAXCONN) != 0) {
    Die(path.c_str());
  }
  return listener;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "stand_in REPLIES SOCKET\n");
    return EXIT_FAILURE;
  }
  const Replies replies = ReadReplies(arguments[1]);
  uint16_t port = 0;
  const int tcp = ListenAtPort(port);
  const int local = ListenAtSocket(arguments[2]);
  std::printf("listening on mongodb://127.0.0.1:%d\n", port);
  std::printf("listening on %s\n", arguments[2]);
  std::fflush(stdout);
  std::thread(Accept, local, std::cref(replies)).detach();
  Accept(tcp, replies);
}
