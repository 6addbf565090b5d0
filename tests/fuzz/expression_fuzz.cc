// Any document as an expression, over itself and over a small document:
// refused or evaluated, without damage, to a value whose bytes are a document's
// and whose messages are UTF-8.
//
// Input: a document as JSON, whose field "e" is the expression and whose field
// "d", if it is a document, what it is evaluated over.
#include <meerkat/builder.h>
#include <meerkat/environment.h>
#include <meerkat/json.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "query/expression/expression.h"
#include "storage/bson/utf8.h"
#include "tests/fuzz/check.h"

namespace meerkat::query {
namespace {

// The same numbers in every run.
class Counter final : public RandomSource {
 public:
  uint64_t Next() override { return next_ += 0x9E3779B97F4A7C15; }

 private:
  uint64_t next_ = 0;
};

void CheckError(const Status& status) {
  FUZZ_CHECK(ErrorCodeOf(status) != ErrorCode::kInternalError);
  FUZZ_CHECK(bson::IsUtf8(ErrorMessageOf(status)));
}

// Read again from its bytes as from outside. What is deeper or larger than a
// stored document is refused there, and may be.
void CheckValue(const Value& value) {
  Builder builder;
  builder.Append("v", value);
  const Document document = std::move(builder).Finish();
  const StatusOr<Document> read = Document::Parse(document.view().bytes());
  if (read.ok()) {
    FUZZ_CHECK(*read == document);
  } else {
    const bool too_large = document.size() > kMaxDocumentSize;
    const bool too_deep =
        ErrorMessageOf(read.status()).find("nest") != std::string::npos ||
        ErrorMessageOf(read.status()).find("deep") != std::string::npos;
    FUZZ_CHECK(too_large || too_deep);
  }
}

// Loops end after a while.
Status Evaluate(const Expression& expression, DocumentView root,
                StatusOr<Value>& value) {
  constexpr int kMaxQuestions = 1000;
  Counter random;
  EvaluationContext context(Date{1709210096789}, &random);
  context.set_root(root);
  int asked = 0;
  context.set_interrupt([&asked] {
    return ++asked < kMaxQuestions
               ? absl::OkStatus()
               : MakeError(ErrorCode::kMaxTimeMSExpired, "time is up");
  });
  value = query::Evaluate(expression, context);
  return value.status();
}

void CheckExpression(const Element& text, DocumentView root) {
  const StatusOr<Expression> expression =
      ParseExpression(text, VariableNames());
  if (!expression.ok()) return CheckError(expression.status());
  StatusOr<Value> value;
  StatusOr<Value> again;
  if (const Status status = Evaluate(*expression, root, value); !status.ok()) {
    return CheckError(status);
  }
  CheckValue(*value);
  FUZZ_CHECK(Evaluate(*expression, root, again).ok());
  FUZZ_CHECK(*value == *again);
}

}  // namespace
}  // namespace meerkat::query

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxSize = 4096;
  if (size > kMaxSize) return 0;
  const meerkat::StatusOr<meerkat::Document> document = meerkat::ParseJson(
      std::string_view(reinterpret_cast<const char*>(data), size));
  if (!document.ok()) return 0;
  const meerkat::Element text = (*document)["e"];
  if (!text.exists()) return 0;
  const meerkat::Element root = (*document)["d"];
  meerkat::query::CheckExpression(text, *document);
  if (root.type() == meerkat::Type::kDocument) {
    meerkat::query::CheckExpression(text, root.AsDocument());
  }
  return 0;
}
