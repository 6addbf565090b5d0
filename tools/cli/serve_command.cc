#include "tools/cli/serve_command.h"

#include <meerkat/client.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/cli/messages.h"
#include "tools/cli/result_writer.h"
#include <meerkat/server.h>

namespace meerkat::tools {

namespace {

// The signals that end the program. Blocked from before the first thread is
// made, so that no thread takes them but the one that waits.
sigset_t EndingSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

Status PrintUris(const Server& server) {
  ResultWriter out;
  for (const std::string& uri : server.uris()) {
    out.Write("listening on " + uri + "\n");
  }
  return out.Finish();
}

// The words of this process's command line, from proc(5).
std::vector<std::string> CommandLine() {
  std::ifstream file("/proc/self/cmdline");
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) {
    words.push_back(word);
  }
  return words;
}

ServerOptions OptionsOf(const ServeCommand& command) {
  ServerOptions options = command.server;
  options.quiet = !command.verbose;
  options.slow = std::chrono::milliseconds(command.slow_millis);
  options.log_values = !command.redact;
  options.log = [](std::string_view line) {
    PrintMessage(std::string(line) + "\n");
  };
  options.command_line = CommandLine();
  // As if it came from the keyboard.
  options.on_shutdown = [] { ::kill(::getpid(), SIGTERM); };
  return options;
}

}  // namespace

ExitCode Run(const ServeCommand& command) {
  const sigset_t signals = EndingSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  StatusOr<Client> client = Client::Open(command.path.value_or(":memory:"));
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());
  auto server = Server::Start(*client, OptionsOf(command));
  if (!server.ok()) return Fail(ExitCode::kFailed, server.status());
  if (const Status printed = PrintUris(**server); !printed.ok()) {
    return Fail(ExitCode::kFailed, printed);
  }
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->Stop();
  const Status closed = client->Close();
  return closed.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, closed);
}

}  // namespace meerkat::tools
