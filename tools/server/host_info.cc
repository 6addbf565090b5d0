// hostInfo: what machine this is. MongoDB manual, "hostInfo".
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>

#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"

namespace meerkat::server {

namespace {

// PRETTY_NAME="Debian GNU/Linux 12 (bookworm)" of os-release(5).
std::string DistributionName() {
  std::ifstream file("/etc/os-release");
  constexpr std::string_view kKey = "PRETTY_NAME=";
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(kKey)) continue;
    std::string name = line.substr(kKey.size());
    std::erase(name, '"');
    return name;
  }
  return "Linux";
}

int64_t MemoryMegabytes() {
  const int64_t pages = sysconf(_SC_PHYS_PAGES);
  return pages * sysconf(_SC_PAGESIZE) / (1 << 20);
}

}  // namespace

std::string HostName() {
  std::array<char, 256> name = {};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

Status HostInfoCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  utsname system = {};
  ::uname(&system);
  const auto cores = static_cast<int32_t>(sysconf(_SC_NPROCESSORS_ONLN));
  reply.OpenDocument("system");
  reply.Append("currentTime", call.server.clock().Now());
  reply.Append("hostname", HostName());
  reply.Append("cpuAddrSize", static_cast<int32_t>(sizeof(void*) * 8));
  reply.Append("memSizeMB", MemoryMegabytes());
  reply.Append("memLimitMB", MemoryMegabytes());
  reply.Append("numCores", cores);
  reply.Append("numCoresAvailableToProcess", cores);
  reply.Append("cpuArch", system.machine);
  reply.Append("numaEnabled", false).Close();
  reply.OpenDocument("os").Append("type", system.sysname);
  reply.Append("name", DistributionName());
  reply.Append("version", system.release).Close();
  reply.OpenDocument("extra").Append("versionString", system.version);
  reply.Append("kernelVersion", system.release);
  reply.Append("pageSize", int64_t{sysconf(_SC_PAGESIZE)});
  reply.Append("numPages", int64_t{sysconf(_SC_PHYS_PAGES)});
  reply.Append("maxOpenFiles", int64_t{sysconf(_SC_OPEN_MAX)}).Close();
  return absl::OkStatus();
}

}  // namespace meerkat::server
