// How far a long job is: one line on the terminal, redrawn in place.
//
//   12,000 documents, 1.4 MiB of 2.9 MiB (49%), 81,200/s, 0:01 left
//
// Where standard error is not a terminal nothing is ever shown, so that logs
// stay clean.
#pragma once

#include <meerkat/environment.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace meerkat::tools {

struct ProgressState {
  int64_t documents = 0;
  uint64_t bytes = 0;
  // Unknown for a pipe.
  std::optional<uint64_t> total_bytes;
  double seconds = 0;
};

// The line for `state`; the time left is told when the total is known.
std::string ProgressLine(const ProgressState& state);

// The line of a job that reads documents of which the number is known:
//
//   [=========>                     ] 31%, 7,540 of 24,323 documents, 0:02 left
std::string BuildLine(int64_t done, int64_t total, double seconds);

class Progress {
 public:
  // Begins now. `clock` must outlive this.
  Progress(Clock& clock, std::optional<uint64_t> total_bytes);
  // Takes the line away.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Redraws the line if the last time was long enough ago.
  void Update(int64_t documents, uint64_t bytes);
  void UpdateBuild(int64_t done, int64_t total);
  // Takes the line away, so that a message can be printed in its place.
  void Clear();

  double seconds() const;

 private:
  bool IsTimeToDraw();
  void Draw(const std::string& line);

  Clock& clock_;
  const std::optional<uint64_t> total_bytes_;
  const bool is_terminal_;
  const std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_drawn_;
  bool is_shown_ = false;
};

}  // namespace meerkat::tools
