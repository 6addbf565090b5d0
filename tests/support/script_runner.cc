#include "tests/support/script_runner.h"

#include <fmt/format.h>
#include <meerkat/json.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <system_error>

#include "storage/status_macros.h"

namespace meerkat::testing {
namespace {

constexpr std::string_view kReopen = "reopen";
constexpr std::string_view kBlanks = " \t\n";

Status NoCommand(std::string_view command, std::string_view why) {
  return MakeError(ErrorCode::kFailedToParse,
                   fmt::format("'{}': {}", command, why));
}

// Takes the first word off a text, and the blanks behind it.
std::string_view TakeWord(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return word;
}

// A name as it stands, or the JSON string of one.
StatusOr<std::string> ReadName(std::string_view text) {
  if (!text.starts_with('"')) return std::string(text);
  MEERKAT_ASSIGN_OR_RETURN(const Document parsed,
                           ParseJson(fmt::format("{{\"name\": {}}}", text)));
  return std::string(parsed["name"].AsString());
}

}  // namespace

bool Reopens(const Script& script) {
  return std::ranges::any_of(script.blocks, [](const ScriptBlock& block) {
    return std::ranges::count(block.commands, kReopen) > 0;
  });
}

StatusOr<std::string> ScriptRunner::Run(const ScriptBlock& block) {
  std::string printed;
  for (const std::string& command : block.commands) {
    MEERKAT_ASSIGN_OR_RETURN(const std::string reply, RunCommand(command));
    printed += reply;
  }
  return printed;
}

StatusOr<std::string> ScriptRunner::RunCommand(std::string_view command) {
  std::string_view rest = command;
  const std::string_view word = TakeWord(rest);
  if (word == "run") return RunOnDatabase(rest);
  if (word == "use") {
    MEERKAT_ASSIGN_OR_RETURN(database_, ReadName(text_.Expand(rest)));
  } else if (word == "hide") {
    while (!rest.empty()) text_.Hide(TakeWord(rest));
  } else if (command == "json canonical") {
    text_.SetMode(JsonMode::kCanonical);
  } else if (command == "json relaxed") {
    text_.SetMode(JsonMode::kRelaxed);
  } else if (word == "advance") {
    return Advance(rest);
  } else if (command == kReopen) {
    MEERKAT_RETURN_IF_ERROR(Close());
  } else {
    return NoCommand(command, "scripts have no such command");
  }
  return "";
}

StatusOr<std::string> ScriptRunner::RunOnDatabase(std::string_view document) {
  const StatusOr<Document> command = ParseJson(text_.Expand(document));
  if (!command.ok()) {
    return NoCommand(document, ErrorMessageOf(command.status()));
  }
  MEERKAT_RETURN_IF_ERROR(Open());
  const StatusOr<Document> reply =
      client_->database(database_).RunCommand(*command);
  return text_.Print(reply.ok() ? *reply : ReplyFor(reply.status()));
}

StatusOr<std::string> ScriptRunner::Advance(std::string_view seconds) {
  int count = 0;
  const char* const end = seconds.data() + seconds.size();
  const auto [rest, error] = std::from_chars(seconds.data(), end, count);
  if (error != std::errc() || rest != end) {
    return NoCommand(seconds, "no number of seconds");
  }
  MEERKAT_RETURN_IF_ERROR(Open());
  clock_.Advance(std::chrono::seconds(count));
  MEERKAT_RETURN_IF_ERROR(client_->RunTtlPass().status());
  return "";
}

Status ScriptRunner::Open() {
  if (client_.has_value()) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(
      client_, Client::Open(path_, {.environment = {.clock = &clock_,
                                                    .random = &random_}}));
  return absl::OkStatus();
}

Status ScriptRunner::Close() {
  MEERKAT_RETURN_IF_ERROR(Open());
  const Status closed = client_->Close();
  client_.reset();
  return closed;
}

}  // namespace meerkat::testing
