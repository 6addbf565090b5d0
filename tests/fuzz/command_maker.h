// Makes commands of the bytes of a fuzzer, from the tables of commands and of
// their fields, so that most get past the checks of names and types.
//
// Every choice costs a byte, and 0 or no byte left is the plain one: required
// fields, nothing optional, the right type.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>
#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "engine/commands/command.h"
#include "engine/commands/command_fields.h"

namespace meerkat::fuzz {

class CommandMaker {
 public:
  explicit CommandMaker(FuzzedDataProvider& bytes) : bytes_(bytes) {}

  // `cursor`: the id of an open cursor.
  Document Make(int64_t cursor) {
    const auto commands = engine::AllCommands();
    const engine::Command& command = commands[Choose(commands.size())];
    Builder builder = Begin(command.name, command.fields, cursor);
    if (OneIn(8)) AppendFields(engine::kGenericFields, builder);
    if (OneIn(64)) builder.Append(Name(), AnyValue());
    return std::move(builder).Finish();
  }

  // The command `name` with some of these fields, to be gone on with.
  Builder Begin(std::string_view name, std::span<const engine::Field> fields,
                int64_t cursor) {
    cursor_ = cursor;
    Builder builder;
    builder.Append(name, FirstValue(name));
    AppendFields(fields, builder);
    return builder;
  }

  void AppendFields(std::span<const engine::Field> fields, Builder& builder) {
    for (const engine::Field& field : fields) {
      const bool is_given =
          field.use == engine::FieldUse::kRequired   ? !OneIn(64)
          : field.name == "cursor"                   ? !OneIn(8)
          : field.use == engine::FieldUse::kOptional ? OneIn(4)
                                                     : OneIn(64);
      if (is_given) builder.Append(field.name, ValueFor(field));
    }
  }

 private:
  static constexpr int kMaxDepth = 6;

  size_t Choose(size_t count) {
    return bytes_.ConsumeIntegralInRange<size_t>(0, count - 1);
  }
  // True for one byte in `count`, never for the byte 0.
  bool OneIn(size_t count) { return Choose(count) == 1; }

  Value FirstValue(std::string_view command) {
    if (OneIn(64)) return AnyValue();
    if (command == "getMore") return cursor_;
    if (command == "renameCollection") return OneIn(4) ? "app.b" : "app.a";
    return Text();
  }

  Value ValueFor(const engine::Field& field) {
    if (OneIn(32)) return AnyValue();
    switch (field.type) {
      case engine::FieldType::kAny:
        return OneIn(4) ? AnyValue() : Value(AnyDocument());
      case engine::FieldType::kBool:
        return bytes_.ConsumeBool();
      case engine::FieldType::kBoolLike:
        return OneIn(4) ? Number() : Value(bytes_.ConsumeBool());
      case engine::FieldType::kNumber:
        return Number();
      case engine::FieldType::kLong:
        // A cursor's, where one is open.
        return OneIn(4) ? Number() : cursor_;
      case engine::FieldType::kString:
        return field.name == "to" ? Value("app." + Text()) : Value(Text());
      case engine::FieldType::kDocument:
        if (field.name == "cursor") return CursorOptions();
        return AnyDocument();
      case engine::FieldType::kArray:
        return Items(field.name);
    }
    return {};
  }

  Document CursorOptions() {
    if (OneIn(4)) return {};
    return Document{{"batchSize", Number()}};
  }

  // The array of a field: statements, documents or ids of cursors.
  Value Items(std::string_view field) {
    Builder items;
    do {
      if (field == "updates") {
        AppendStatement(engine::kUpdateStatementFields, items);
      } else if (field == "deletes") {
        AppendStatement(engine::kDeleteStatementFields, items);
      } else if (field == "pipeline") {
        AppendStage(items);
      } else if (field == "cursors") {
        items.AppendItem(OneIn(4) ? AnyValue() : Value(cursor_));
      } else if (OneIn(16)) {
        items.AppendItem(AnyValue());
      } else {
        items.AppendItem(AnyDocument());
      }
    } while (OneIn(3));
    return Value::ArrayOf(std::move(items).Finish());
  }

  void AppendStatement(std::span<const engine::Field> fields, Builder& items) {
    items.OpenDocumentItem();
    AppendFields(fields, items);
    items.Close();
  }

  void AppendStage(Builder& items) {
    constexpr const char* kStages[] = {"$match", "$sort",  "$skip",
                                       "$limit", "$count", "$group"};
    const std::string name = bytes_.PickValueInArray(kStages);
    items.OpenDocumentItem();
    if (name == "$group") {
      const std::string sum = OneIn(16) ? Name() : "$sum";
      items.Append(name, Document{{"_id", AnyValue()},
                                  {Name(), Document{{sum, AnyValue()}}}});
    } else if (name == "$skip" || name == "$limit") {
      items.Append(name, Number());
    } else if (name == "$count") {
      items.Append(name, Text());
    } else {
      items.Append(name, AnyDocument());
    }
    items.Close();
  }

  Document AnyDocument() {
    if (OneIn(32)) return RawDocument();
    Builder builder;
    if (depth_ == kMaxDepth) return std::move(builder).Finish();
    ++depth_;
    while (OneIn(3)) builder.Append(Name(), AnyValue());
    --depth_;
    return std::move(builder).Finish();
  }

  // Any bytes, but for a length that is right.
  Document RawDocument() {
    std::string raw = bytes_.ConsumeRandomLengthString(64);
    const auto size = static_cast<int32_t>(sizeof(int32_t) + raw.size() + 1);
    raw.insert(0, reinterpret_cast<const char*>(&size), sizeof(size));
    raw.push_back('\0');
    return Document(DocumentView::FromTrusted(raw.data()));
  }

  Value AnyValue() {
    switch (Choose(16)) {
      case 0:
        return static_cast<int>(Choose(4));
      case 1:
        return Number();
      case 2:
        return Text();
      case 3:
        return nullptr;
      case 4:
        return bytes_.ConsumeBool();
      case 5:
        return AnyDocument();
      case 6:
        return Value::ArrayOf(AnyDocument());
      case 7:
        return Timestamp{};
      case 8:
        return Value::Undefined();
      case 9:
        return Value::Binary(static_cast<uint8_t>(Choose(10)), Text());
      case 10:
        return Value::Regex("a", "i");
      case 11:
        return OneIn(2) ? Value::MinKey() : Value::MaxKey();
      case 12:
        return Date{bytes_.ConsumeIntegral<int64_t>()};
      case 13:
        return Value::CodeWithScope(Text(), AnyDocument());
      case 14:
        return Value::Symbol(Text());
      default:
        return AnyBytesAs(Type::kDecimal128, 16);
    }
  }

  Value AnyBytesAs(Type type, size_t size) {
    std::string payload = bytes_.ConsumeBytesAsString(size);
    payload.resize(size);
    return Value::FromPayload(type, payload);
  }

  Value Number() {
    constexpr double kOdd[] = {0,
                               -1,
                               1.5,
                               std::numeric_limits<double>::max(),
                               1e9,
                               1e18,
                               std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()};
    switch (Choose(5)) {
      case 0:
        return static_cast<int>(Choose(4));
      case 1:
        return bytes_.ConsumeIntegral<int32_t>();
      case 2:
        return static_cast<long>(bytes_.ConsumeIntegral<int64_t>());
      case 3:
        return bytes_.PickValueInArray(kOdd);
      default:
        return AnyBytesAs(Type::kDecimal128, 16);
    }
  }

  std::string Name() {
    constexpr const char* kNames[] = {
        "_id", "a", "b", "",         "$eq",   "$set", "$ref",      "$id",
        "a.b", "w", "j", "wtimeout", "level", "name", "batchSize", "fsync"};
    return OneIn(16) ? bytes_.ConsumeRandomLengthString(8)
                     : bytes_.PickValueInArray(kNames);
  }

  std::string Text() {
    constexpr const char* kTexts[] = {
        "a",  "b",  "system.a", "a.system.b", "majority", "local", "app",
        ".a", "a.", "$cmd",     "",           "A",        "app.a", "three"};
    return OneIn(16) ? bytes_.ConsumeRandomLengthString(16)
                     : bytes_.PickValueInArray(kTexts);
  }

  FuzzedDataProvider& bytes_;
  int64_t cursor_ = 0;
  int depth_ = 0;
};

}  // namespace meerkat::fuzz
