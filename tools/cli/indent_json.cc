#include "tools/cli/indent_json.h"

#include <utility>

namespace meerkat::tools {
namespace {

constexpr size_t kSpacesPerLevel = 2;

// The size of the string that `text` begins with, its quotes included.
size_t StringSize(std::string_view text) {
  size_t at = 1;
  while (text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return at + 1;
}

bool IsEmptyPair(std::string_view text) {
  return text.starts_with("{}") || text.starts_with("[]");
}

class Indenter {
 public:
  std::string Run(std::string_view json) {
    while (!json.empty()) json.remove_prefix(Take(json));
    return std::move(out_);
  }

 private:
  // Appends what `text` begins with and returns the size of that.
  size_t Take(std::string_view text) {
    if (text[0] == '"') return Copy(text, StringSize(text));
    if (IsEmptyPair(text)) return Copy(text, 2);
    switch (text[0]) {
      case '{':
      case '[':
        Copy(text, 1);
        ++level_;
        NewLine();
        return 1;
      case '}':
      case ']':
        --level_;
        NewLine();
        return Copy(text, 1);
      case ',':
        Copy(text, 1);
        NewLine();
        return 1;
      case ':':
        out_ += ": ";
        return 1;
      default:
        return Copy(text, 1);
    }
  }

  size_t Copy(std::string_view text, size_t size) {
    out_ += text.substr(0, size);
    return size;
  }

  void NewLine() {
    out_ += '\n';
    out_.append(level_ * kSpacesPerLevel, ' ');
  }

  std::string out_;
  size_t level_ = 0;
};

}  // namespace

std::string IndentJson(std::string_view json) { return Indenter().Run(json); }

}  // namespace meerkat::tools
