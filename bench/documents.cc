#include "bench/documents.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <array>

namespace meerkat::bench {

namespace {

constexpr uint64_t kSeed = 0x4D65'6572'6B61'7421;
constexpr int64_t kFirstTime = 1'700'000'000'000;

// The finalizer of SplitMix64: a bijection, so distinct inputs stay distinct.
uint64_t Mix(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xBF58'476D'1CE4'E5B9;
  bits = (bits ^ (bits >> 27)) * 0x94D0'49BB'1331'11EB;
  return bits ^ (bits >> 31);
}

// The fields of one document, before they take a form. Numbers with decimals
// are kept as whole hundredths and thousandths, which both forms can say.
struct Fields {
  int64_t id;
  std::string email;
  int32_t group;
  int64_t time;
  int64_t amount_hundredths;
  std::array<std::string, 3> tags;
  std::string city;
  std::string street;
  int32_t zip;
  std::array<int64_t, 2> location_thousandths;
};

std::string Letters(Random& random, size_t count) {
  std::string letters;
  while (letters.size() < count) {
    letters += static_cast<char>('a' + random.Below(16));
  }
  return letters;
}

Fields FieldsOf(int64_t id) {
  const auto bits = static_cast<uint64_t>(id);
  Random random(Mix(bits + kSeed));
  Fields fields;
  fields.id = id;
  fields.email = fmt::format("{:016x}@example.org", Mix(bits ^ kSeed));
  fields.group = static_cast<int32_t>(random.Below(1000));
  fields.time =
      kFirstTime + 1000 * id + static_cast<int64_t>(random.Below(1000));
  fields.amount_hundredths = static_cast<int64_t>(random.Below(1'000'000));
  for (size_t i = 0; i < fields.tags.size(); ++i) {
    fields.tags[i] = fmt::format("tag{:03}", 333 * i + random.Below(333));
  }
  fields.city = fmt::format("city{:03}", random.Below(1000));
  fields.street = Letters(random, 16 + random.Below(33));
  fields.zip = static_cast<int32_t>(random.Below(100'000));
  for (int64_t& coordinate : fields.location_thousandths) {
    coordinate = static_cast<int64_t>(random.Below(1'000'000));
  }
  return fields;
}

double Hundredths(int64_t n) { return static_cast<double>(n) / 100; }
double Thousandths(int64_t n) { return static_cast<double>(n) / 1000; }

std::string ToBson(const Fields& fields) {
  Builder b;
  b.Append("_id", fields.id)
      .Append("email", fields.email)
      .Append("grp", fields.group)
      .Append("ts", Value(Date{fields.time}))
      .Append("amount", Hundredths(fields.amount_hundredths))
      .Append("n", 0);
  b.OpenArray("tags");
  for (const std::string& tag : fields.tags) b.AppendItem(Value(tag));
  b.Close();
  b.OpenDocument("addr")
      .Append("city", fields.city)
      .Append("street", fields.street)
      .Append("zip", fields.zip);
  b.OpenArray("loc");
  for (int64_t coordinate : fields.location_thousandths) {
    b.AppendItem(Value(Thousandths(coordinate)));
  }
  b.Close().Close();
  return std::string(b.FinishView().bytes());
}

std::string ToJson(const Fields& fields) {
  return fmt::format(
      R"({{"_id":{},"email":"{}","grp":{},"ts":{},"amount":{:.2f},"n":0,)"
      R"("tags":["{}","{}","{}"],)"
      R"("addr":{{"city":"{}","street":"{}","zip":{},"loc":[{:.3f},{:.3f}]}}}})",
      fields.id, fields.email, fields.group, fields.time,
      Hundredths(fields.amount_hundredths), fields.tags[0], fields.tags[1],
      fields.tags[2], fields.city, fields.street, fields.zip,
      Thousandths(fields.location_thousandths[0]),
      Thousandths(fields.location_thousandths[1]));
}

}  // namespace

uint64_t Random::Next() {
  state_ += 0x9E37'79B9'7F4A'7C15;
  return Mix(state_);
}

uint64_t Random::Below(uint64_t limit) {
  // 32 bits are plenty for every limit drawn here, and save a division.
  return ((Next() >> 32) * limit) >> 32;
}

Input MakeInput(int64_t id, Form form) {
  const Fields fields = FieldsOf(id);
  return {id, form == Form::kBson ? ToBson(fields) : ToJson(fields)};
}

std::vector<Input> MakeInputs(int64_t first, int64_t count, Form form) {
  std::vector<Input> inputs;
  inputs.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    inputs.push_back(MakeInput(first + i, form));
  }
  return inputs;
}

}  // namespace meerkat::bench
