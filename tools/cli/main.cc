// The program meerkat: its command line. Each sub-command has a file of its
// own; CLI11, which takes long to compile, is included here alone.
#include <absl/synchronization/mutex.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <meerkat/client.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tools/cli/exit_codes.h"
#include "tools/cli/find_command.h"
#include "tools/cli/import_command.h"
#include "tools/cli/index_command.h"
#include "tools/cli/messages.h"
#include "tools/cli/result_writer.h"
#include "tools/cli/serve_command.h"
#include "tools/cli/stats_command.h"
#include "tools/cli/validate_command.h"
#include "tools/cli/version_command.h"

namespace meerkat::tools {
namespace {

// The command that was asked for, with its options.
using Job = std::function<ExitCode()>;

// Adds a sub-command whose options end up in a Command.
template <typename Command>
CLI::App* AddCommand(CLI::App& program, Job& job, const char* name,
                     const char* description,
                     const std::shared_ptr<Command>& command) {
  CLI::App* added = program.add_subcommand(name, description);
  added->callback(
      [&job, command] { job = [command] { return Run(*command); }; });
  return added;
}

template <typename Command>
void AddPath(CLI::App& app, Command& command) {
  app.add_option("--path", command.path, "The directory of the database")
      ->required()
      ->type_name("DIR");
}

// The collection to work on.
template <typename Command>
void AddCollection(CLI::App& app, Command& command) {
  AddPath(app, command);
  app.add_option("--db", command.database, "The database in it")
      ->required()
      ->type_name("NAME");
  app.add_option("--collection", command.collection, "The collection")
      ->required()
      ->type_name("NAME");
}

// The same where leaving out a name means all.
template <typename Command>
void AddCollections(CLI::App& app, Command& command) {
  AddPath(app, command);
  CLI::Option* database =
      app.add_option("--db", command.database, "Only this database")
          ->type_name("NAME");
  app.add_option("--collection", command.collection, "Only this collection")
      ->type_name("NAME")
      ->needs(database);
}

// What is wrong with `text` as a number of documents; empty: nothing. CLI11
// alone takes a number that is too large for the largest.
std::string CheckCount(const std::string& text) {
  int64_t count = 0;
  const char* end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc::result_out_of_range && behind == end) {
    return text + (text.starts_with('-') ? " is negative" : " is too large");
  }
  if (error != std::errc() || behind != end) return text + " is no number";
  return count < 0 ? text + " is negative" : "";
}

void AddImport(CLI::App& program, Job& job) {
  auto command = std::make_shared<ImportCommand>();
  CLI::App& app = *AddCommand(
      program, job, "import",
      "Import a file: JSON lines, a JSON array, or a BSON dump", command);
  app.add_option("FILE", command->file,
                 "A .json, .ndjson, .jsonl or .bson file, or - for JSON from "
                 "standard input")
      ->required();
  AddCollection(app, *command);
  app.add_option_function<std::string>(
         "--format",
         [command](const std::string& name) {
           command->format =
               name == "json" ? FileFormat::kJson : FileFormat::kBson;
         },
         "What it is, whatever its name tells")
      ->check(CLI::IsMember({"json", "bson"}));
  app.add_flag("--drop", command->drop, "Drop the collection first");
  app.add_flag("--stop-on-error", command->stop_on_error,
               "End at the first document that cannot be imported, rather "
               "than skip it");
}

void AddFind(CLI::App& program, Job& job) {
  auto command = std::make_shared<FindCommand>();
  CLI::App& app = *AddCommand(program, job, "find",
                              "Print documents as JSON, one a line", command);
  app.add_option("FILTER", command->filter,
                 "Which ones, in Extended JSON: {\"population\": {\"$gt\": "
                 "1000000}}; all without it");
  AddCollection(app, *command);
  app.add_option("--projection", command->projection,
                 "What to show of them: {\"name\": 1}, {\"loc\": 0}")
      ->type_name("JSON");
  app.add_option("--sort", command->sort,
                 "In which order: {\"country\": 1, \"population\": -1}")
      ->type_name("JSON");
  app.add_option("--collation", command->collation,
                 "How texts compare: {\"locale\": \"de\", \"strength\": 1}; "
                 "by their bytes without it")
      ->type_name("JSON");
  app.add_option("--hint", command->hint,
                 "Which index to use, by its name or key: _id_, {\"_id\": 1}; "
                 "none: {\"$natural\": 1}, or -1 for the latest first")
      ->type_name("NAME|JSON");
  app.add_option("--skip", command->skip, "Pass over so many")
      ->check(CheckCount)
      ->type_name("N");
  app.add_option("--limit", command->limit, "Print at most so many")
      ->check(CheckCount)
      ->type_name("N");
  app.add_flag("--canonical", command->canonical,
               "Print canonical Extended JSON, which keeps every type");
  CLI::Option* pretty = app.add_flag("--pretty", command->pretty,
                                     "Spread each document over several lines");
  app.add_flag("--table", command->table,
               "Print a table with a column for each field")
      ->excludes(pretty);
}

void AddIndexCreate(CLI::App& index, Job& job) {
  auto command = std::make_shared<IndexCreateCommand>();
  CLI::App& app = *AddCommand(index, job, "create",
                              "Make an index, and print its name", command);
  app.add_option("KEYS", command->keys,
                 "Fields and directions: {\"city\": 1, \"born\": -1}; "
                 "\"2d\" or \"hashed\" instead of a direction; \"$**\" "
                 "for all fields")
      ->required();
  AddCollection(app, *command);
  app.add_option("--name", command->name, "Its name, if not made of the keys");
  app.add_flag("--unique", command->unique,
               "No two documents may have the same key");
  app.add_flag("--sparse", command->sparse,
               "Leave out documents that have none of the fields");
  app.add_flag("--hidden", command->hidden, "Keep it from being used");
  app.add_option("--partial", command->partial_filter,
                 "Hold documents that match only: {\"age\": {\"$gt\": 17}}")
      ->type_name("JSON");
  app.add_option("--expire-after", command->expire_after_seconds,
                 "Remove documents so long after the date in the field")
      ->type_name("SECONDS");
  app.add_option("--collation", command->collation,
                 "How texts compare: {\"locale\": \"de\", \"strength\": 1}")
      ->type_name("JSON");
  app.add_option("--wildcard-projection", command->wildcard_projection,
                 "Which fields are in an index on \"$**\": {\"size\": 1}")
      ->type_name("JSON");
  app.add_option("--bits", command->bits,
                 "Of a 2d index: bits of a coordinate, 1 to 32")
      ->type_name("N");
  app.add_option("--min", command->min, "Of a 2d index: the least coordinate")
      ->type_name("X");
  app.add_option("--max", command->max,
                 "Of a 2d index: the greatest coordinate")
      ->type_name("X");
}

void AddIndexList(CLI::App& index, Job& job) {
  auto command = std::make_shared<IndexListCommand>();
  CLI::App& app = *AddCommand(index, job, "list",
                              "Show the indexes of a collection", command);
  AddCollection(app, *command);
  app.add_flag("--json", command->json, "Print them as JSON, one a line");
}

void AddIndexDrop(CLI::App& index, Job& job) {
  auto command = std::make_shared<IndexDropCommand>();
  CLI::App& app =
      *AddCommand(index, job, "drop", "Remove an index, or all", command);
  auto* what = app.add_option_group("what")->require_option(1);
  what->add_option("NAME", command->name, "The one of this name");
  what->add_flag("--all", command->all, "All but that on the _id");
  AddCollection(app, *command);
}

void AddIndex(CLI::App& program, Job& job) {
  CLI::App* index =
      program.add_subcommand("index", "Make, list and remove indexes");
  index->require_subcommand(1);
  AddIndexCreate(*index, job);
  AddIndexList(*index, job);
  AddIndexDrop(*index, job);
}

void AddStats(CLI::App& program, Job& job) {
  auto command = std::make_shared<StatsCommand>();
  CLI::App& app = *AddCommand(program, job, "stats",
                              "Show collections, counts and sizes", command);
  AddCollections(app, *command);
  app.add_flag("--json", command->json, "Print one JSON document");
}

void AddValidate(CLI::App& program, Job& job) {
  auto command = std::make_shared<ValidateCommand>();
  CLI::App& app =
      *AddCommand(program, job, "validate",
                  "Read everything and check that it is whole", command);
  AddCollections(app, *command);
}

void AddServeAccess(CLI::App& app, ServeCommand& command) {
  app.add_flag("--auth", command.server.auth,
               "Clients must log in, and may do what their roles allow");
  app.add_flag("--allow-remote-without-auth",
               command.server.allow_remote_without_auth,
               "Let other machines in although nobody has to log in");
  app.add_option("--max-connections", command.server.limits.connections,
                 "Clients at the same time")
      ->capture_default_str()
      ->type_name("N");
}

void AddServeLog(CLI::App& app, ServeCommand& command) {
  app.add_flag("--verbose", command.verbose,
               "Log connections and logins too, not only warnings and slow "
               "operations");
  app.add_option("--slow-ms", command.slow_millis,
                 "Operations that take so long are logged as slow; -1: none")
      ->capture_default_str()
      ->type_name("MS");
  app.add_flag("--redact", command.redact,
               "Leave values of documents and filters out of the log");
}

void AddServe(CLI::App& program, Job& job) {
  auto command = std::make_shared<ServeCommand>();
  CLI::App& app = *AddCommand(
      program, job, "serve",
      "Let MongoDB's drivers use a database, until it is interrupted", command);
  CLI::Option* path =
      app.add_option("--path", command->path,
                     "The directory of the database, made when it is missing")
          ->type_name("DIR");
  app.add_flag("--memory", command->in_memory,
               "Serve a new database in memory (the default)")
      ->excludes(path);
  app.add_option("--port", command->server.port,
                 "The TCP port, 0 for any that is free")
      ->default_str("27017")
      ->type_name("N");
  app.add_option("--bind", command->server.bind_ip,
                 "The addresses or names to listen at, with commas")
      ->capture_default_str()
      ->type_name("HOST,...");
  app.add_option("--socket", command->server.socket_path,
                 "A Unix socket to listen at, too")
      ->type_name("FILE");
  app.add_option("--host", command->server.advertised_host,
                 "How clients reach this server, if not by --bind and --port")
      ->type_name("HOST:PORT");
  CLI::Option* certificate =
      app.add_option("--tls-cert", command->server.tls_certificate_key_file,
                     "Speak TLS over TCP: PEM with certificate and key")
          ->type_name("FILE");
  app.add_option("--tls-ca", command->server.tls_ca_file,
                 "Clients must show certificates signed by one of these: PEM")
      ->needs(certificate)
      ->type_name("FILE");
  app.add_flag("--standalone", command->server.standalone,
               "Be a server on its own, not the one member of a replica set");
  AddServeAccess(app, *command);
  AddServeLog(app, *command);
}

void AddVersion(CLI::App& program, Job& job) {
  AddCommand(program, job, "version", "Show the version of this program",
             std::make_shared<VersionCommand>());
}

// The sub-command that was asked for, and its name with those above it.
const CLI::App& Chosen(const CLI::App& program, std::string& name) {
  const CLI::App* chosen = &program;
  while (!chosen->get_subcommands().empty()) {
    chosen = chosen->get_subcommands().front();
    // A group of options has no name.
    if (!chosen->get_name().empty()) name += " " + chosen->get_name();
  }
  return *chosen;
}

std::string Reason(const CLI::App& chosen, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = chosen.remaining();
  const bool wants_command = chosen.get_require_subcommand_min() > 0;
  if (!wants_command || unknown.empty()) return error.what();
  return fmt::format("there is no command '{}'", unknown.front());
}

// Help goes to stdout and is no error.
ExitCode PrintHelp(const CLI::App& program, const CLI::ParseError& error) {
  std::ostringstream text;
  program.exit(error, text);
  ResultWriter out;
  out.Write(text.str());
  const Status status = out.Finish();
  return status.ok() ? ExitCode::kDone : Fail(ExitCode::kFailed, status);
}

ExitCode Explain(const CLI::App& program, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    return PrintHelp(program, error);
  }
  std::string name;
  const CLI::App& chosen = Chosen(program, name);
  ReportError(MakeError(ErrorCode::kInvalidOptions, Reason(chosen, error)));
  PrintMessage(fmt::format("'meerkat{} --help' shows how.\n", name));
  return ExitCode::kUsage;
}

ExitCode ParseAndRun(int argc, char** argv) {
  CLI::App program("An embeddable, MongoDB-compatible document database",
                   "meerkat");
  program.footer(kExitCodesHelp);
  program.set_version_flag("--version", "meerkat " + std::string(Version()));
  program.require_subcommand(1);
  Job job;
  AddImport(program, job);
  AddFind(program, job);
  AddIndex(program, job);
  AddStats(program, job);
  AddServe(program, job);
  AddValidate(program, job);
  AddVersion(program, job);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Explain(program, error);
  }
  return job();
}

// A program may be started without stdin, stdout or stderr. The next file to
// be opened would take their place, and a message be written into a database.
void HoldStandardStreams() {
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) != -1) continue;
    // The wrong way round, so that using it is an error as before.
    open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace
}  // namespace meerkat::tools

int main(int argc, char** argv) {
  meerkat::tools::HoldStandardStreams();
  // Debian builds Abseil with its search for deadlocks: each lock is looked up
  // in a graph, under a lock that all threads share.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::signal(SIGPIPE, SIG_IGN);
  return static_cast<int>(meerkat::tools::ParseAndRun(argc, argv));
}
