// A server of its own, to be attacked from outside: server_worker FILE writes
// where it listens to FILE, a connection string a line, and serves a database
// in memory until it is killed.
//
// Memory that nobody has written yet, and memory that was given back, is full
// of kCanary here (tests/support/canary.h): whoever sees that has been shown
// memory that was none of his.
#include <malloc.h>
#include <meerkat/client.h>
#include <meerkat/server.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>
#include <string>

#include "tests/support/canary.h"

namespace {

// Null when there is none.
void* TryToAllocate(size_t size) {
  void* bytes = std::malloc(size > 0 ? size : 1);
  if (bytes == nullptr) return nullptr;
  return std::memset(bytes, meerkat::testing::kCanary, size);
}

void* Allocate(size_t size) {
  void* bytes = TryToAllocate(size);
  if (bytes == nullptr) throw std::bad_alloc();
  return bytes;
}

void Release(void* bytes) {
  if (bytes == nullptr) return;
  std::memset(bytes, meerkat::testing::kCanary, ::malloc_usable_size(bytes));
  std::free(bytes);
}

}  // namespace

void* operator new(size_t size) { return Allocate(size); }
void* operator new[](size_t size) { return Allocate(size); }
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return TryToAllocate(size);
}
void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  return TryToAllocate(size);
}
void operator delete(void* bytes) noexcept { Release(bytes); }
void operator delete[](void* bytes) noexcept { Release(bytes); }
void operator delete(void* bytes, size_t) noexcept { Release(bytes); }
void operator delete[](void* bytes, size_t) noexcept { Release(bytes); }

namespace {

// As many file handles as the system lets a process have.
void RaiseLimit() {
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int Serve(const std::string& file) {
  RaiseLimit();
  auto client = meerkat::Client::Open(":memory:");
  if (!client.ok()) return EXIT_FAILURE;
  meerkat::ServerOptions options;
  options.port = 0;
  options.bind_ip = "127.0.0.1,127.0.0.2";
  options.socket_path = file + ".sock";
  options.limits.connections = 100'000;
  auto server = meerkat::Server::Start(*client, options);
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.status().ToString().c_str());
    return EXIT_FAILURE;
  }
  {
    std::ofstream uris(file + ".new");
    for (const std::string& uri : (*server)->uris()) uris << uri << "\n";
  }
  std::rename((file + ".new").c_str(), file.c_str());
  while (true) ::pause();
}

}  // namespace

int main(int argc, char** argv) {
  return argc == 2 ? Serve(argv[1]) : EXIT_FAILURE;
}
