"""Just enough of the wire protocol to talk to a server without a driver."""

import socket
import struct

import bson

OP_QUERY, OP_MSG = 2004, 2013


class Connection:
    """A connection to a (host, port) or to the path of a Unix socket."""

    def __init__(self, address):
        if isinstance(address, str):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(address)
        else:
            self.socket = socket.create_connection(address)

    def frame(self, command, opcode=OP_MSG):
        """The reply to a command, as bytes."""
        body = bson.encode(command)
        if opcode == OP_MSG:
            body = struct.pack("<iB", 0, 0) + body
        else:
            body = struct.pack("<i", 0) + b"admin.$cmd\0" + struct.pack("<ii", 0, -1) + body
        self.socket.sendall(struct.pack("<iiii", 16 + len(body), 1, 0, opcode) + body)
        length = struct.unpack("<i", self._read(4))[0]
        return struct.pack("<i", length) + self._read(length - 4)

    def run(self, command):
        """The reply to a command, decoded; fails unless it is ok."""
        reply = bson.decode(self.frame(command)[21:])
        if reply["ok"] != 1:
            raise RuntimeError(f"{next(iter(command))}: {reply}")
        return reply

    def close(self):
        self.socket.close()

    def _read(self, size):
        parts = []
        while size > 0:
            part = self.socket.recv(size)
            if not part:
                raise ConnectionError("the server has closed the connection")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
