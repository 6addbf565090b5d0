// ResultWriter: results on stdout, buffered, and content to be cut short: in
// `meerkat find ... | head -1` the reader leaves early, and that is no error.
#pragma once

#include <meerkat/status.h>

#include <string>
#include <string_view>

namespace meerkat::tools {

// REQUIRES: SIGPIPE is ignored, so that writing fails instead.
class ResultWriter {
 public:
  // Writes `text`; false when no more can be written.
  bool Write(std::string_view text);

  // Writes what is still buffered. Ok also when the reader has left; otherwise
  // 96 OperationFailed if anything could not be written.
  Status Finish();

 private:
  bool Flush();

  std::string buffer_;
  // The first errno; 0 while all is well.
  int error_ = 0;
};

}  // namespace meerkat::tools
