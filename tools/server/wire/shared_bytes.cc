#include "tools/server/wire/shared_bytes.h"

#include <sys/mman.h>

#include <new>

namespace meerkat::server {

namespace {

constexpr size_t kFromSystem = size_t{1} << 20;

// All zero.
std::shared_ptr<char[]> BytesOfSystem(size_t size) {
  void* const bytes = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == MAP_FAILED) throw std::bad_alloc();
  return {static_cast<char*>(bytes),
          [size](char* mapped) { ::munmap(mapped, size); }};
}

}  // namespace

std::shared_ptr<char[]> NewBytes(size_t size) {
  if (size >= kFromSystem) return BytesOfSystem(size);
  return std::make_shared_for_overwrite<char[]>(size);
}

std::shared_ptr<char[]> NewZeroBytes(size_t size) {
  if (size >= kFromSystem) return BytesOfSystem(size);
  return std::make_shared<char[]>(size);
}

}  // namespace meerkat::server
