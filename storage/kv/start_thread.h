// StartThread: a thread, or the error when the system has none to give.
#pragma once

#include <meerkat/status.h>

#include <exception>
#include <functional>
#include <thread>

namespace meerkat::storage::kv {

// Runs `work` on a new thread. Errors: 96 OperationFailed naming the system's
// reason.
StatusOr<std::thread> StartThread(std::function<void()> work);

// The error of a thread that `error` kept from starting.
Status NoThread(const std::exception& error);

}  // namespace meerkat::storage::kv
