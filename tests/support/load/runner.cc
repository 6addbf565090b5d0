#include "tests/support/load/runner.h"

#include <utility>

#include "tests/support/load/execute.h"

namespace meerkat::testing {

struct LoadRunner::Worker {
  OperationGenerator generator;
  std::vector<Event> events = {};
  std::atomic<size_t> ended{0};
  ErrorCode error = ErrorCode::kOk;
  std::thread thread = {};
};

bool IsExpected(ErrorCode code) {
  return code == ErrorCode::kOk || code == ErrorCode::kDuplicateKey ||
         code == ErrorCode::kNamespaceExists ||
         code == ErrorCode::kNamespaceNotFound;
}

LoadRunner::LoadRunner(Client client, const LoadOptions& options,
                       const std::vector<GeneratorState>& generators)
    : client_(std::move(client)) {
  for (uint32_t number = 0; number < options.threads; ++number) {
    workers_.emplace_back(new Worker{OperationGenerator(
        number, options.seed, generators[number], options.journal_share)});
  }
  for (auto& worker : workers_) {
    worker->thread =
        std::thread([this, &worker, most = options.most_operations] {
          Work(*worker, most);
        });
  }
}

LoadRunner::~LoadRunner() { Stop(); }

size_t LoadRunner::ended(uint32_t thread) const {
  return workers_[thread]->ended;
}

void LoadRunner::Stop() {
  is_stopping_ = true;
  for (auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

const std::vector<Event>& LoadRunner::events(uint32_t thread) const {
  return workers_[thread]->events;
}

const GeneratorState& LoadRunner::generator(uint32_t thread) const {
  return workers_[thread]->generator.state();
}

ErrorCode LoadRunner::error(uint32_t thread) const {
  return workers_[thread]->error;
}

void LoadRunner::Work(Worker& worker, size_t most_operations) {
  while (!is_stopping_ && worker.ended < most_operations) {
    Event event;
    event.operation = worker.generator.Next();
    event.begun = ++tick_;
    event.outcome = Execute(client_, event.operation);
    if (!IsExpected(event.outcome.code)) {
      worker.error = event.outcome.code;
      worker.events.push_back(event);
      has_failed_ = true;
      return;
    }
    event.ended = ++tick_;
    worker.events.push_back(event);
    ++worker.ended;
  }
}

}  // namespace meerkat::testing
