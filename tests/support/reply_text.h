// ReplyText: replies as golden scripts show them.
//
//   {"cursor": {"firstBatch": [{"_id": $id1}], "id": $cursor1}, "ok": 1.0}
//
// Extended JSON, laid out for 80 columns. What differs from one run to another
// is shown under a name, and what a name means may be asked for in turn:
//
//   $cursor1 $cursor2 ...  the id of an open cursor
//   $id1 ...               an ObjectId that the script did not give itself
//   $uuid1 ...             a UUID, likewise
//   $x(300)                not a name: three hundred times the letter x
//   ...                    the value of a field that is hidden
#pragma once

#include <meerkat/document.h>
#include <meerkat/json.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat::testing {

// One for each run of a script. Not thread-safe.
class ReplyText {
 public:
  // Shows ... for the value of fields with this name, at any depth.
  void Hide(std::string_view field) { hidden_.emplace(field); }
  // Relaxed at first.
  void SetMode(JsonMode mode) { mode_ = mode; }

  // The text of a command with the names in it replaced by what they mean, and
  // takes note of the values that it gives.
  std::string Expand(std::string_view command);
  // The reply, naming what is new in it. Ends in a line's end.
  std::string Print(DocumentView reply);

 private:
  // A value that has a name: how it would print, and how it looks inside a
  // message.
  struct Named {
    std::string name;
    std::string json;
    std::string plain;
  };

  void NameValues(DocumentView document, bool is_cursor);
  void NameValue(std::string_view kind, const Element& value,
                 std::string plain);
  std::string Compact(const Element& value) const;
  std::string Scalar(const Element& value) const;
  void AppendSpread(std::string& out, const Element& value, size_t indent,
                    size_t column) const;

  JsonMode mode_ = JsonMode::kRelaxed;
  std::set<std::string, std::less<>> hidden_;
  std::vector<Named> names_;
  std::map<std::string, int, std::less<>> names_of_kind_;
  // All text of commands so far.
  std::string given_;
};

}  // namespace meerkat::testing
