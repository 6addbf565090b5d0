#include "storage/kv/start_thread.h"

#include <fmt/format.h>

#include <exception>
#include <system_error>
#include <utility>

namespace meerkat::storage::kv {

StatusOr<std::thread> StartThread(std::function<void()> work) {
  try {
    return std::thread(std::move(work));
  } catch (const std::system_error& error) {
    return NoThread(error);
  }
}

Status NoThread(const std::exception& error) {
  return MakeError(ErrorCode::kOperationFailed,
                   fmt::format("cannot start a thread: {}", error.what()));
}

}  // namespace meerkat::storage::kv
