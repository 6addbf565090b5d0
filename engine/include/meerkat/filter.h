// Filter: which documents are meant, as a call takes it.
//
//   people.Find(Document{{"born", Document{{"$lt", 1900}}}});
//   people.Find(R"({"born": {"$lt": 1900}})");
//   people.Find({});                             // all
//
// MongoDB manual, "Query Predicates"; the text is Extended JSON (json.h).
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string>
#include <string_view>

namespace meerkat {

// A parameter, not to be kept: it borrows the document or text it was made of.
// Immutable.
class Filter {
 public:
  // All documents.
  Filter() = default;
  Filter(DocumentView bson) : bson_(bson) {}            // NOLINT: a parameter
  Filter(const Document& bson) : bson_(bson.view()) {}  // NOLINT
  Filter(std::string_view json)                         // NOLINT
      : json_(json), is_json_(true) {}
  Filter(const std::string& json) : Filter(std::string_view(json)) {}  // NOLINT
  Filter(const char* json) : Filter(std::string_view(json)) {}         // NOLINT

  // As a document; one that has to be read from text is put into `parsed`.
  // Errors: those of ParseJson.
  StatusOr<DocumentView> Read(Document& parsed) const;

 private:
  DocumentView bson_;
  std::string_view json_;
  bool is_json_ = false;
};

}  // namespace meerkat
