#include "tools/cli/version_command.h"

#include <fmt/format.h>
#include <meerkat/client.h>
#include <meerkat/value.h>

#include "tools/cli/reply.h"
#include "tools/cli/result_writer.h"

namespace meerkat::tools {
namespace {

#ifdef NDEBUG
constexpr std::string_view kBuild = "release";
#else
constexpr std::string_view kBuild = "debug, with assertions";
#endif

// What the library says of itself; any open database will do to ask.
StatusOr<Document> AskLibrary() {
  StatusOr<Client> client = Client::Open(":memory:");
  if (!client.ok()) return client.status();
  return client->database("admin").RunCommand(Document{{"buildInfo", 1}});
}

Status PrintVersion() {
  const StatusOr<Document> info = AskLibrary();
  if (!info.ok()) return info.status();
  const DocumentView meerkat = (*info)["meerkat"].AsDocument();
  ResultWriter out;
  out.Write(fmt::format("meerkat {}\nbuild    {}\nformat   {}\nrocksdb  {}\n",
                        meerkat["version"].AsString(), kBuild,
                        CountIn(meerkat["formatVersion"]),
                        meerkat["rocksdb"].AsString()));
  return out.Finish();
}

}  // namespace

ExitCode Run(const VersionCommand&) {
  const Status status = PrintVersion();
  return status.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, status);
}

}  // namespace meerkat::tools
