#include "tools/cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "tools/cli/messages.h"
#include "tools/cli/units.h"

namespace meerkat::tools {
namespace {

constexpr std::chrono::milliseconds kRedrawEvery{100};
// Back to the first column, and erase what stands there (ECMA-48).
constexpr const char* kEraseLine = "\r\x1b[K";

// Columns of the terminal, without the last one: a character in it makes some
// terminals go to the next line.
size_t UsableColumns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return 79;
  }
  return size.ws_col - size_t{1};
}

}  // namespace

std::string ProgressLine(const ProgressState& state) {
  std::string line =
      fmt::format("{} documents, {}", FormatCount(state.documents),
                  FormatBytes(state.bytes));
  // A file may have grown since its size was asked for.
  const uint64_t total = std::max(state.total_bytes.value_or(0), state.bytes);
  if (state.total_bytes.has_value() && total > 0) {
    line +=
        fmt::format(" of {} ({}%)", FormatBytes(total),
                    static_cast<int>(100.0 * static_cast<double>(state.bytes) /
                                     static_cast<double>(total)));
  }
  if (state.seconds <= 0 || state.bytes == 0) return line;

  line += fmt::format(
      ", {}/s", FormatCount(static_cast<int64_t>(
                    static_cast<double>(state.documents) / state.seconds)));
  if (state.total_bytes.has_value()) {
    const double seconds_per_byte =
        state.seconds / static_cast<double>(state.bytes);
    line += fmt::format(
        ", {} left", FormatDuration(static_cast<double>(total - state.bytes) *
                                    seconds_per_byte));
  }
  return line;
}

std::string BuildLine(int64_t done, int64_t total, double seconds) {
  constexpr size_t kBarWidth = 30;
  // Others may write meanwhile.
  total = std::max({total, done, int64_t{1}});
  const double part = static_cast<double>(done) / static_cast<double>(total);
  std::string bar(static_cast<size_t>(part * kBarWidth), '=');
  if (bar.size() < kBarWidth) bar += '>';
  bar.resize(kBarWidth, ' ');
  std::string line = fmt::format("[{}] {}%, {} of {} documents", bar,
                                 static_cast<int>(100 * part),
                                 FormatCount(done), FormatCount(total));
  if (seconds <= 0 || done == 0) return line;
  const double left = seconds * (1 - part) / part;
  return line + fmt::format(", {} left", FormatDuration(left));
}

Progress::Progress(Clock& clock, std::optional<uint64_t> total_bytes)
    : clock_(clock),
      total_bytes_(total_bytes),
      is_terminal_(isatty(STDERR_FILENO) == 1),
      start_(clock.Steady()),
      last_drawn_(start_) {}

Progress::~Progress() { Clear(); }

bool Progress::IsTimeToDraw() {
  if (!is_terminal_) return false;
  const auto now = clock_.Steady();
  if (now - last_drawn_ < kRedrawEvery) return false;
  last_drawn_ = now;
  return true;
}

// The line is ASCII: a byte is a column.
void Progress::Draw(const std::string& line) {
  is_shown_ = true;
  PrintMessage(kEraseLine + line.substr(0, UsableColumns()));
}

void Progress::Update(int64_t documents, uint64_t bytes) {
  if (!IsTimeToDraw()) return;
  Draw(ProgressLine({documents, bytes, total_bytes_, seconds()}));
}

void Progress::UpdateBuild(int64_t done, int64_t total) {
  if (IsTimeToDraw()) Draw(BuildLine(done, total, seconds()));
}

void Progress::Clear() {
  if (!is_shown_) return;
  PrintMessage(kEraseLine);
  is_shown_ = false;
}

double Progress::seconds() const {
  return std::chrono::duration<double>(clock_.Steady() - start_).count();
}

}  // namespace meerkat::tools
