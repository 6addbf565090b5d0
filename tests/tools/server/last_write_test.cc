#include "tools/server/last_write.h"

#include <meerkat/json.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::server {
namespace {

using testing::Parsed;

// What getLastError tells after a command.
struct Told {
  void Did(std::string_view command, std::string_view reply) {
    Remember(Parsed(command), Parsed(reply), last);
  }
  void Failed(std::string_view command, int code) {
    Remember(Parsed(command), MakeError(ErrorCode{code}, "broken"), last);
  }
  std::string Last() const {
    Builder reply;
    AppendLastError(last, 3, reply);
    return ToJson(std::move(reply).Finish());
  }
  std::string Previous() const {
    Builder reply;
    AppendPreviousError(last, reply);
    return ToJson(std::move(reply).Finish());
  }

  LastWrite last;
};

}  // namespace

TEST_CASE("getLastError tells what the last write did") {
  Told told;
  CHECK(told.Last() ==
        R"({"connectionId":3,"n":0,"syncMillis":0,"writtenTo":null,)"
        R"("err":null})");
  told.Did(R"({"delete": "c"})", R"({"n": 4, "ok": 1})");
  CHECK(told.Last() ==
        R"({"connectionId":3,"n":4,"syncMillis":0,"writtenTo":null,)"
        R"("err":null})");
  told.Did(R"({"update": "c"})",
           R"({"n": 1, "nModified": 0,
               "upserted": [{"index": 0, "_id": 7}], "ok": 1})");
  CHECK(told.Last() ==
        R"({"connectionId":3,"updatedExisting":false,"upserted":7,"n":1,)"
        R"("syncMillis":0,"writtenTo":null,"err":null})");
  // Asking changes nothing.
  told.Did(R"({"getLastError": 1})", R"({"ok": 1})");
  CHECK(told.Last().find(R"("upserted":7)") != std::string::npos);
}

TEST_CASE("getLastError tells why the last command failed") {
  Told told;
  told.Did(R"({"insert": "c"})",
           R"({"n": 0, "writeErrors": [{"index": 0, "code": 11000,
               "errmsg": "twice"}], "ok": 1})");
  CHECK(told.Last() ==
        R"({"connectionId":3,"n":0,"syncMillis":0,"writtenTo":null,)"
        R"("err":"twice","code":11000,"codeName":"DuplicateKey"})");
  told.Failed(R"({"find": "c"})", 2);
  CHECK(told.Last().find(R"("err":"broken","code":2)") != std::string::npos);
}

TEST_CASE("getPrevError tells how long ago the last error was") {
  Told told;
  CHECK(told.Previous() == R"({"err":null,"n":0,"nPrev":-1})");
  told.Failed(R"({"find": "c"})", 2);
  told.Did(R"({"find": "c"})", R"({"ok": 1})");
  CHECK(told.Previous() ==
        R"({"err":"broken","code":2,"codeName":"BadValue","n":0,"nPrev":2})");
}

}  // namespace meerkat::server
