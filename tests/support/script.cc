#include "tests/support/script.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace meerkat::testing {
namespace {

constexpr std::string_view kSeparator = "----";

// The lines of a text one after another, looking ahead by one.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // Without the line's end; none behind the last.
  std::optional<std::string_view> Peek() const {
    if (rest_.empty()) return std::nullopt;
    return rest_.substr(0, rest_.find('\n'));
  }
  std::string_view Take() {
    const std::string_view line = *Peek();
    rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
    ++number_;
    return line;
  }
  // Of the line that Peek() shows, from 1.
  int number() const { return number_; }

 private:
  std::string_view rest_;
  int number_ = 1;
};

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

bool IsBlankOrComment(std::string_view line) {
  return IsBlank(line) || line.front() == '#';
}

// A command begins with its word; what continues one is indented or begins
// with a bracket.
bool BeginsCommand(std::string_view line) {
  return std::isalpha(static_cast<unsigned char>(line[0])) != 0;
}

void AppendLine(std::string& text, std::string_view line) {
  text.append(line).push_back('\n');
}

std::string TakeLead(Lines& lines) {
  std::string lead;
  while (lines.Peek() && IsBlankOrComment(*lines.Peek())) {
    AppendLine(lead, lines.Take());
  }
  return lead;
}

void TakeCommands(Lines& lines, ScriptBlock& block) {
  while (lines.Peek() && !IsBlankOrComment(*lines.Peek()) &&
         *lines.Peek() != kSeparator) {
    const std::string_view line = lines.Take();
    AppendLine(block.text, line);
    if (BeginsCommand(line) || block.commands.empty()) {
      block.commands.emplace_back(line);
    } else {
      block.commands.back().append("\n").append(line);
    }
  }
}

std::string TakeExpected(Lines& lines) {
  std::string expected;
  if (lines.Peek() != kSeparator) return expected;
  lines.Take();
  while (lines.Peek() && !IsBlank(*lines.Peek())) {
    AppendLine(expected, lines.Take());
  }
  return expected;
}

}  // namespace

Script ParseScript(std::string_view text) {
  Script script;
  Lines lines(text);
  while (true) {
    std::string lead = TakeLead(lines);
    if (!lines.Peek()) {
      script.tail = std::move(lead);
      return script;
    }
    ScriptBlock block;
    block.lead = std::move(lead);
    block.line = lines.number();
    TakeCommands(lines, block);
    block.expected = TakeExpected(lines);
    script.blocks.push_back(std::move(block));
  }
}

std::string ToText(const Script& script) {
  std::string text;
  for (const ScriptBlock& block : script.blocks) {
    text.append(block.lead).append(block.text);
    if (block.expected.empty()) continue;
    AppendLine(text, kSeparator);
    text.append(block.expected);
  }
  return text.append(script.tail);
}

}  // namespace meerkat::testing
