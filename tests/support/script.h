// Script: the text of a golden script, taken apart and put together again.
//
//   # An _id may be inserted once.          a comment
//   use app                                 a block: one or more commands,
//   run {"insert": "people",                continued by indented lines
//        "documents": [{"_id": 1}]}
//   ----                                    what they print, up to an empty
//   {"n": 1, "ok": 1.0}                     line
//
// The language of the commands is script_runner.h's; tests/scripts/README.md
// tells all of it to whoever writes one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meerkat::testing {

struct ScriptBlock {
  // Comments and empty lines before the commands, as they stand.
  std::string lead;
  // The line of the first command, from 1.
  int line = 0;
  // The lines of the commands, as they stand.
  std::string text;
  // Each command with its continuation, without the last line's end.
  std::vector<std::string> commands;
  // The lines expected; empty when the commands print nothing.
  std::string expected;
};

struct Script {
  std::vector<ScriptBlock> blocks;
  // Comments and empty lines after the last block.
  std::string tail;
};

// Any text is a script, if not one that runs.
Script ParseScript(std::string_view text);

// The inverse of ParseScript.
std::string ToText(const Script& script);

}  // namespace meerkat::testing
