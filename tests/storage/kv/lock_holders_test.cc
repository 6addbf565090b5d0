#include "storage/kv/lock_holders.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/support/temp_directory.h"

namespace meerkat::storage::kv {
namespace {

TEST_CASE("holders of a lock are found by file and kind of lock") {
  struct stat file = {};
  file.st_dev = makedev(0xfe, 0x01);
  file.st_ino = 131;
  constexpr const char* kLocks =
      "1: FLOCK  ADVISORY  READ 1300 fe:01:131 0 EOF\n"
      "2: FLOCK  ADVISORY  READ 1218 fe:01:131 0 EOF\n"
      "3: FLOCK  ADVISORY  READ 1218 fe:01:131 0 EOF\n"
      "3: -> FLOCK  ADVISORY  WRITE 7 fe:01:131 0 EOF\n"
      "4: POSIX  ADVISORY  READ 8 fe:01:131 0 EOF\n"
      "5: FLOCK  ADVISORY  READ 9 fe:02:131 0 EOF\n"
      "6: FLOCK  ADVISORY  READ 0 fe:01:131 0 EOF\n"
      "7: FLOCK  ADVISORY  WRITE 10 fe:01:132 0 EOF\n"
      "8: FLOCK\n";
  CHECK(ParseLockHolders(kLocks, file, LockKind::kShared) ==
        std::vector<pid_t>{1218, 1300});
  CHECK(ParseLockHolders(kLocks, file, LockKind::kExclusive).empty());
  file.st_ino = 132;
  CHECK(ParseLockHolders(kLocks, file, LockKind::kExclusive) ==
        std::vector<pid_t>{10});
}

TEST_CASE("this process is found to hold a lock, where the system tells") {
  testing::TempDirectory temp;
  const int file = ::open((temp / "lock").c_str(), O_RDWR | O_CREAT, 0644);
  REQUIRE(file >= 0);
  REQUIRE(::flock(file, LOCK_SH) == 0);
  struct stat info = {};
  REQUIRE(::fstat(file, &info) == 0);
  const auto readers = LockHolders(info, LockKind::kShared);
  if (readers.empty()) WARN("/proc/locks tells nothing here");
  for (const pid_t reader : readers) CHECK(reader == ::getpid());
  CHECK(LockHolders(info, LockKind::kExclusive).empty());
  ::close(file);
}

}  // namespace
}  // namespace meerkat::storage::kv
