#include "tools/cli/import_command.h"

#include <fmt/format.h>
#include <meerkat/client.h>

#include <filesystem>
#include <string_view>
#include <utility>

#include "tools/cli/document_source.h"
#include "tools/cli/importer.h"
#include "tools/cli/input.h"
#include "tools/cli/messages.h"
#include "tools/cli/progress.h"
#include "tools/cli/result_writer.h"

namespace meerkat::tools {
namespace {

StatusOr<FileFormat> FormatOf(const ImportCommand& command) {
  if (command.format.has_value()) return *command.format;
  if (command.file == "-") return FileFormat::kJson;
  const std::string extension =
      std::filesystem::path(command.file).extension().string();
  if (extension == ".bson") return FileFormat::kBson;
  if (extension == ".json" || extension == ".ndjson" || extension == ".jsonl") {
    return FileFormat::kJson;
  }
  return MakeError(ErrorCode::kInvalidOptions,
                   fmt::format("the name '{}' does not tell the format: add "
                               "--format json or --format bson",
                               command.file));
}

std::unique_ptr<DocumentSource> NewSource(FileFormat format, Input input) {
  switch (format) {
    case FileFormat::kJson:
      return NewJsonSource(std::move(input));
    case FileFormat::kBson:
      return NewBsonSource(std::move(input));
  }
  return nullptr;
}

std::string Summary(const Importer& importer, double seconds) {
  const int64_t imported = importer.imported();
  const double rate = seconds > 0 ? static_cast<double>(imported) / seconds : 0;
  return fmt::format("{} document{} imported, {} skipped, {:.2f} s, {:.0f}/s\n",
                     imported, imported == 1 ? "" : "s", importer.skipped(),
                     seconds, rate);
}

// Error 73 InvalidNamespace when no collection can have this name. Any database
// will do to ask, and this one is gone at once.
Status CheckNames(const ImportCommand& command) {
  StatusOr<Client> client = Client::Open(":memory:");
  if (!client.ok()) return client.status();
  return client->database(command.database)
      .CreateCollection(command.collection);
}

// Imports and tells what came of it, also where it ended early.
Status Import(const ImportCommand& command, Client& client,
              DocumentSource& source, int64_t& skipped) {
  Collection collection =
      client.database(command.database).collection(command.collection);
  if (command.drop) {
    if (Status status = collection.Drop(); !status.ok()) return status;
  }
  Progress progress(Clock::Real(), source.size());
  Importer importer(collection, source, progress, command.stop_on_error);
  Status status = importer.Run();
  // Closing writes everything out: that time belongs to the import.
  if (Status closed = client.Close(); status.ok()) status = closed;
  progress.Clear();

  skipped = importer.skipped();
  ResultWriter out;
  out.Write(Summary(importer, progress.seconds()));
  if (Status written = out.Finish(); status.ok()) status = written;
  return status;
}

}  // namespace

ExitCode Run(const ImportCommand& command) {
  const StatusOr<FileFormat> format = FormatOf(command);
  if (!format.ok()) return Fail(ExitCode::kUsage, format.status());
  const Status names = CheckNames(command);
  if (!names.ok()) return Fail(ExitCode::kUsage, names);

  // The input first: a mistake in its name must not make a database.
  StatusOr<Input> input = Input::Open(command.file);
  if (!input.ok()) return Fail(ExitCode::kFailed, input.status());
  auto source = NewSource(*format, *std::move(input));

  StatusOr<Client> client = Client::Open(command.path);
  if (!client.ok()) return Fail(ExitCode::kCannotOpen, client.status());

  int64_t skipped = 0;
  const Status status = Import(command, *client, *source, skipped);
  if (!status.ok()) return Fail(ExitCode::kFailed, status);
  return skipped == 0 ? ExitCode::kDone : ExitCode::kIncomplete;
}

}  // namespace meerkat::tools
