#include "bench/child_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <sstream>
#include <string>

#include "bench/check.h"

namespace meerkat::bench {

namespace {

[[noreturn]] void RunAndSend(const std::function<std::vector<Row>()>& work,
                             int descriptor) {
  std::string text;
  for (const Row& row : work()) text += ToTsv(row) + '\n';
  const ssize_t written = write(descriptor, text.data(), text.size());
  const bool is_sent = written == static_cast<ssize_t>(text.size());
  // Not exit(): what the parent has buffered is the parent's to write.
  std::_Exit(is_sent ? EXIT_SUCCESS : EXIT_FAILURE);
}

std::string ReadAll(int descriptor) {
  std::string text;
  std::array<char, 4096> part;
  for (ssize_t size; (size = read(descriptor, part.data(), part.size())) > 0;) {
    text.append(part.data(), static_cast<size_t>(size));
  }
  return text;
}

bool HasSucceeded(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

}  // namespace

std::optional<std::vector<Row>> RunInChild(
    const std::function<std::vector<Row>()>& work) {
  std::array<int, 2> ends;
  Check(pipe(ends.data()) == 0, "pipe");
  const pid_t child = fork();
  Check(child >= 0, "fork");
  if (child == 0) RunAndSend(work, ends[1]);

  close(ends[1]);
  std::istringstream lines(ReadAll(ends[0]));
  close(ends[0]);
  if (!HasSucceeded(child)) return std::nullopt;
  std::vector<Row> rows;
  for (std::string line; std::getline(lines, line);) {
    rows.push_back(FromTsv(line));
  }
  return rows;
}

}  // namespace meerkat::bench
