// The layers of the architecture, checked on every #include of the sources:
//
//   tools -> engine -> query -> index -> storage -> RocksDB
//
// An arrow means "may include"; skipping downward is fine, upward never
// happens, and tools sees the public headers only. storage and query have an
// order of folders inside them too. tests and bench may include anything.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

namespace {

namespace fs = std::filesystem;

// Lowest first. What a list does not name comes after all that it names.
constexpr std::array<std::string_view, 5> kLayers = {
    "storage", "index", "query", "engine", "tools"};
constexpr std::array<std::string_view, 6> kInsideStorage = {
    "status_macros.h", "str.h", "deadline.h", "mutex.h", "bson", "kv"};
constexpr std::array<std::string_view, 11> kInsideQuery = {
    "geometry", "regex",  "expression", "schema", "match", "projection",
    "sort",     "update", "pipeline",   "plan",   "exec"};

// A header of include/meerkat ("client.h") and the layer whose it is.
using PublicHeaders = std::map<std::string, std::string, std::less<>>;

struct Include {
  std::string_view path;
  bool quoted;
};

// "storage/kv/store.h" -> "storage", "kv/store.h"; "str.h" -> "str.h", "".
struct Split {
  std::string_view first, rest;
};
Split SplitPath(std::string_view path) {
  size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {path, ""};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

// The place of `name` in `order`; the one past the end for a stranger.
size_t Rank(std::span<const std::string_view> order, std::string_view name) {
  return std::find(order.begin(), order.end(), name) - order.begin();
}

std::optional<Include> ParseInclude(std::string_view line) {
  auto skip_blanks = [&line] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip_blanks();
  if (!line.starts_with('#')) return std::nullopt;
  line.remove_prefix(1);
  skip_blanks();
  if (!line.starts_with("include")) return std::nullopt;
  line.remove_prefix(7);
  skip_blanks();
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return std::nullopt;
  size_t end = line.find(line[0] == '"' ? '"' : '>', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return Include{line.substr(1, end - 1), line[0] == '"'};
}

bool IsStandardHeader(std::string_view path) {
  constexpr std::array<std::string_view, 3> kFromC = {"stdbool.h", "stddef.h",
                                                      "stdint.h"};
  if (path.find('/') != std::string_view::npos) return false;
  return !path.ends_with(".h") || Rank(kFromC, path) < kFromC.size();
}

// Of a layer, or of the server, which is a library of its own.
bool IsPublicHeader(std::string_view place) {
  return place.starts_with("include/") || place.starts_with("server/include/");
}

// Why a file at `path` (from the repository's root) may not include `include`;
// empty if it may.
std::string Objection(std::string_view path, const Include& include,
                      const PublicHeaders& public_headers) {
  const auto [layer, place] = SplitPath(path);
  const auto [target, target_place] = SplitPath(include.path);
  const size_t rank = Rank(kLayers, layer);

  if (target == "rocksdb" && !path.starts_with("storage/kv/"))
    return "only storage/kv includes RocksDB";
  if (target == "s2" && !path.starts_with("index/geo/"))
    return "only index/geo includes S2";

  if (IsPublicHeader(place) && target != "meerkat" && target != "absl" &&
      !IsStandardHeader(include.path)) {
    return "a public header includes the standard library, absl and "
           "<meerkat/...> only";
  }

  if (target == "meerkat") {
    auto header = public_headers.find(target_place);
    if (header == public_headers.end())
      return "no layer has this public header";
    return Rank(kLayers, header->second) > rank ? "upward" : "";
  }

  const size_t target_rank = Rank(kLayers, target);
  if (target_rank == kLayers.size()) {
    return include.quoted
               ? "a quoted include is a path from the repository's root"
               : "";
  }
  if (target_rank > rank) return "upward";
  if (layer == "tools" && target != "tools")
    return "tools uses the public headers, <meerkat/...>";
  if (target != layer) return "";
  if (path.starts_with("tools/cli/") &&
      include.path.starts_with("tools/server/")) {
    return "the program uses the server's public headers";
  }

  const std::string_view from = SplitPath(place).first;
  const std::string_view to = SplitPath(target_place).first;
  const auto upward_inside = [&](std::span<const std::string_view> order) {
    return Rank(order, to) > Rank(order, from);
  };
  if (layer == "storage" && upward_inside(kInsideStorage)) {
    return "upward inside storage";
  }
  if (layer == "query" && upward_inside(kInsideQuery)) {
    return "upward inside query";
  }
  return "";
}

// "path:line: includes what: why" for each forbidden include of a file.
std::vector<std::string> Check(std::string_view path, std::string_view text,
                               const PublicHeaders& public_headers) {
  std::vector<std::string> found;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::optional<Include> include = ParseInclude(line);
    if (!include) continue;
    std::string objection = Objection(path, *include, public_headers);
    if (objection.empty()) continue;
    found.push_back(std::string(path) + ":" + std::to_string(number) +
                    ": includes " + std::string(include->path) + ": " +
                    objection);
  }
  return found;
}

bool IsSource(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".hpp" ||
         path.extension() == ".cc" || path.extension() == ".c";
}

std::vector<fs::path> SourcesOf(const fs::path& folder) {
  std::vector<fs::path> sources;
  if (!fs::exists(folder)) return sources;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && IsSource(entry.path()))
      sources.push_back(entry.path());
  }
  std::sort(sources.begin(), sources.end());
  return sources;
}

std::string Read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

const PublicHeaders kSomeHeaders = {{"value.h", "storage"},
                                    {"client.h", "engine"}};

std::vector<std::string> CheckLine(std::string_view path,
                                   std::string_view line) {
  return Check(path, line, kSomeHeaders);
}

}  // namespace

TEST_CASE("no source of the repository includes upward") {
  const fs::path root = MEERKAT_SOURCE_DIR;
  PublicHeaders public_headers;
  const auto add = [&](const fs::path& folder, std::string_view layer) {
    for (const fs::path& header : SourcesOf(folder)) {
      public_headers[fs::relative(header, folder).generic_string()] = layer;
    }
  };
  for (std::string_view layer : kLayers) {
    add(root / layer / "include/meerkat", layer);
  }
  add(root / "tools/server/include/meerkat", "tools");
  int checked = 0;
  for (std::string_view layer : kLayers) {
    for (const fs::path& source : SourcesOf(root / layer)) {
      const std::string path = fs::relative(source, root).generic_string();
      for (const std::string& violation :
           Check(path, Read(source), public_headers)) {
        UNSCOPED_INFO(violation);
        CHECK(violation.empty());
      }
      ++checked;
    }
  }
  CHECK(checked > 0);
}

TEST_CASE(
    "the layering test reports an upward include with its file and line") {
  CHECK(Check("index/bounds.cc",
              "#include <vector>\n\n  #  include \"query/plan/planner.h\"\n",
              kSomeHeaders) ==
        std::vector<std::string>{
            "index/bounds.cc:3: includes query/plan/planner.h: upward"});
}

TEST_CASE("the layering test knows what each layer may not include") {
  CHECK(
      CheckLine("storage/catalog.cc", "#include \"engine/client.h\"").size() ==
      1);
  CHECK(CheckLine("storage/catalog.cc", "#include <meerkat/client.h>").size() ==
        1);
  CHECK(CheckLine("engine/insert.cc", "#include \"tools/cli/progress.h\"")
            .size() == 1);
  CHECK(CheckLine("tools/cli/find.cc", "#include \"engine/find.h\"").size() ==
        1);
  CHECK(CheckLine("tools/cli/serve.cc", "#include \"tools/server/peer.h\"")
            .size() == 1);
  CHECK(CheckLine("tools/server/include/meerkat/server.h",
                  "#include \"tools/server/peer.h\"")
            .size() == 1);
  CHECK(CheckLine("engine/client.cc", "#include <rocksdb/db.h>").size() == 1);
  CHECK(CheckLine("storage/catalog.cc", "#include \"rocksdb/db.h\"").size() ==
        1);
  CHECK(CheckLine("query/match/matches.cc", "#include <s2/s2cell.h>").size() ==
        1);
  CHECK(CheckLine("storage/catalog.cc", "#include \"catalog.h\"").size() == 1);
}

TEST_CASE("the layering test knows the order inside storage and query") {
  CHECK(CheckLine("storage/bson/validate.cc", "#include \"storage/kv/store.h\"")
            .size() == 1);
  CHECK(CheckLine("storage/bson/validate.cc", "#include \"storage/catalog.h\"")
            .size() == 1);
  CHECK(CheckLine("storage/kv/store.cc", "#include \"storage/record_store.h\"")
            .size() == 1);
  CHECK(CheckLine("storage/str.h", "#include \"storage/kv/store.h\"").size() ==
        1);
  CHECK(CheckLine("query/match/parse.cc", "#include \"query/plan/planner.h\"")
            .size() == 1);
  CHECK(CheckLine("query/exec/build.cc", "#include \"query/executor.h\"")
            .size() == 1);
}

TEST_CASE(
    "the layering test keeps public headers free of everything but std and "
    "absl") {
  CHECK(CheckLine("engine/include/meerkat/client.h",
                  "#include \"engine/engine.h\"")
            .size() == 1);
  CHECK(CheckLine("engine/include/meerkat/client.h", "#include <bson/bson.h>")
            .size() == 1);
  CHECK(CheckLine("engine/include/meerkat/client.h", "#include <fmt/format.h>")
            .size() == 1);
  CHECK(CheckLine("storage/include/meerkat/value.h", "#include <bson.h>")
            .size() == 1);
}

TEST_CASE("the layering test allows what goes down") {
  CHECK(CheckLine("storage/kv/store.cc", "#include \"storage/str.h\"").empty());
  CHECK(CheckLine("engine/find.cc", "#include \"storage/catalog.h\"").empty());
  CHECK(CheckLine("engine/find.cc", "#include <meerkat/value.h>").empty());
  CHECK(CheckLine("tools/cli/find.cc", "#include <meerkat/client.h>").empty());
  CHECK(CheckLine("tools/cli/find.cc", "#include \"tools/cli/progress.h\"")
            .empty());
  CHECK(CheckLine("storage/kv/store.cc", "#include <rocksdb/db.h>").empty());
  CHECK(CheckLine("index/geo/sphere.cc", "#include <s2/s2cell.h>").empty());
  CHECK(CheckLine("storage/catalog.cc", "#include \"storage/kv/store.h\"")
            .empty());
  CHECK(CheckLine("query/executor.cc", "#include \"query/exec/build.h\"")
            .empty());
  CHECK(
      CheckLine("query/match/parse.cc", "#include \"query/match/match_node.h\"")
          .empty());
  CHECK(CheckLine("engine/include/meerkat/client.h",
                  "#include <absl/status/status.h>")
            .empty());
  CHECK(CheckLine("engine/include/meerkat/c.h", "#include <stdint.h>").empty());
  CHECK(CheckLine("storage/bson/validate.cc", "// #include \"engine/client.h\"")
            .empty());
}
