// Commands about the connection they come by.
#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"
#include "tools/server/handshake.h"
#include "tools/server/last_write.h"

namespace meerkat::server {

Status HelloCommand(const Call& call, Builder& reply) {
  return AppendHello(call, reply);
}

Status WhatsMyUriCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  reply.Append("you", call.peer.address());
  return absl::OkStatus();
}

// w, j and the like were to wait for; what is answered is done.
Status GetLastErrorCommand(const Call& call, Builder& reply) {
  if (Status fields =
          CheckFields(call.command(), {"j", "w", "wtimeout", "fsync"});
      !fields.ok()) {
    return fields;
  }
  AppendLastError(call.peer.last_write, call.peer.id(), reply);
  return absl::OkStatus();
}

Status GetPrevErrorCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  AppendPreviousError(call.peer.last_write, reply);
  return absl::OkStatus();
}

Status ResetErrorCommand(const Call& call, Builder&) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  call.peer.last_write = {};
  return absl::OkStatus();
}

}  // namespace meerkat::server
