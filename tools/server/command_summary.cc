#include "tools/server/command_summary.h"

#include <meerkat/builder.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "tools/server/auth/redact.h"

namespace meerkat::server {

namespace {

constexpr std::string_view kHidden = "###";

// Of a value that is no document: more is no use in a log.
constexpr size_t kMostValue = 1000;

// Fields of commands that name things rather than hold data.
bool IsName(std::string_view field) {
  constexpr std::string_view kNames[] = {"$db",     "collection", "getMore",
                                         "limit",   "batchSize",  "maxTimeMS",
                                         "ordered", "skip"};
  return std::ranges::find(kNames, field) != std::end(kNames);
}

class Summary {
 public:
  explicit Summary(const SummaryOptions& options) : options_(options) {}

  Document Of(DocumentView command) && {
    bool is_first = true;
    for (const Element& field : command) {
      const bool is_shown =
          options_.with_values || is_first || IsName(field.name());
      if (!AppendTop(field, is_shown)) break;
      is_first = false;
    }
    if (is_cut_) out_.Append("truncated", true);
    return std::move(out_).Finish();
  }

 private:
  bool AppendTop(const Element& field, bool is_shown) {
    if (!auth::IsSecret(field.name())) return Append(field, is_shown);
    out_.Append(field.name(), "xxx");
    return true;
  }

  // False when there is no more room.
  bool Append(const Element& field, bool is_shown) {
    if (out_.size() + field.name().size() > options_.size) {
      is_cut_ = true;
      return false;
    }
    if (field.type() == Type::kDocument) {
      out_.OpenDocument(field.name());
      return AppendInside(field.AsDocument(), is_shown);
    }
    if (field.type() == Type::kArray) {
      out_.OpenArray(field.name());
      return AppendInside(field.AsDocument(), is_shown);
    }
    if (is_shown && field.payload().size() <= kMostValue) {
      out_.Append(field);
    } else {
      out_.Append(field.name(), is_shown ? "..." : kHidden);
    }
    return true;
  }

  // Validation has bounded how deep this goes.
  bool AppendInside(DocumentView document, bool is_shown) {
    bool has_room = true;
    for (const Element& field : document) {
      has_room = Append(field, is_shown && options_.with_values);
      if (!has_room) break;
    }
    out_.Close();
    return has_room;
  }

  const SummaryOptions& options_;
  Builder out_;
  bool is_cut_ = false;
};

// Of a database or a collection.
std::string_view ShownName(std::string_view name) {
  constexpr size_t kLongest = 255;
  return name.size() <= kLongest ? name : "...";
}

}  // namespace

std::string NamespaceOf(std::string_view database, DocumentView command) {
  Element target = *command.begin();
  if (target.type() != Type::kString) target = command["collection"];
  const std::string_view name =
      target.type() == Type::kString ? target.AsString() : "$cmd";
  std::string ns(ShownName(database));
  ns += '.';
  ns += ShownName(name);
  return ns;
}

Document SummaryOf(DocumentView command, const SummaryOptions& options) {
  return Summary(options).Of(command);
}

}  // namespace meerkat::server
