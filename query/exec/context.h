// ExecutionContext: what all stages of one running query share.
#pragma once

#include <meerkat/environment.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "query/exec/stage.h"
#include "query/expression/expression.h"
#include "storage/bson/collator.h"
#include "storage/deadline.h"

namespace meerkat::query {

// One thread at a time.
class ExecutionContext {
 public:
  // All outlive it. `closing` becomes true when the database closes.
  ExecutionContext(Clock* clock, RandomSource* random,
                   const std::atomic<bool>* closing,
                   const storage::Deadline& deadline)
      : clock_(clock),
        random_(random),
        closing_(closing),
        deadline_(deadline) {}

  RandomSource* random() const { return random_; }

  // For a query that goes on for somebody else: who may end it from now on.
  void set_interruption(const Interruption* interruption) {
    deadline_ = deadline_.With(interruption);
  }

  // The variables of the command's `let`, by their slots.
  void set_variables(std::vector<Value> variables) {
    variables_ = std::move(variables);
  }
  // What compares texts; null, as at first, for their bytes. To be set before
  // stages are made.
  void set_collator(std::shared_ptr<const bson::Collator> collator) {
    collator_ = std::move(collator);
  }
  const std::shared_ptr<const bson::Collator>& collator() const {
    return collator_;
  }
  // What a stage evaluates expressions with: all of the above, and the same
  // $$NOW for all of them. Ends when the time is up.
  EvaluationContext NewEvaluation();

  // Bytes that its stages keep between two rows, beside the store's: the rows
  // of a sort, documents that were ready.
  size_t kept_memory() const { return kept_memory_; }
  void KeepMemory(size_t bytes) { kept_memory_ += bytes; }

  // What ended the query; ok while nothing did.
  const Status& error() const { return error_; }
  Step Fail(Status error) {
    error_ = std::move(error);
    return Step::kFailed;
  }

  // To be asked for each document looked at, with its size where it is at hand.
  // False, with an error, when the time is up (50 MaxTimeMSExpired), somebody
  // has interrupted it or the database closes (91 ShutdownInProgress).
  bool MayGoOn(size_t bytes = 0) {
    work_left_ -= kWorkOfDocument + static_cast<int64_t>(bytes);
    return work_left_ > 0 || Look();
  }
  // To be asked every few steps of work inside one document: looks at the clock
  // each time. The errors of MayGoOn, or ok.
  Status Check();

 private:
  // What is done between two looks at the clock, in bytes of documents: some
  // hundred microseconds, well below 10 ms.
  static constexpr int64_t kWorkBetweenLooks = 256 << 10;
  static constexpr int64_t kWorkOfDocument = 4 << 10;

  bool Look();

  Clock* clock_;
  RandomSource* random_;
  const std::atomic<bool>* closing_;
  storage::Deadline deadline_;
  size_t kept_memory_ = 0;
  int64_t work_left_ = kWorkBetweenLooks;
  std::vector<Value> variables_;
  std::shared_ptr<const bson::Collator> collator_;
  std::optional<Date> now_;
  Status error_;
};

}  // namespace meerkat::query
