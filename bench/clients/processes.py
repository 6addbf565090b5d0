"""Servers as processes: started, looked at from outside, ended."""

import os
import signal
import subprocess
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A program that prints `listening on ...` for a TCP port and then for a Unix socket."""

    def __init__(self, command, socket_path):
        self.socket_path = str(socket_path)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self._line().split("127.0.0.1:")[1].split("/")[0])
        self._line()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def uri(self):
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def socket_uri(self):
        return f"mongodb://{self.socket_path.replace('/', '%2F')}/?directConnection=true"

    def address(self):
        return ("127.0.0.1", self.port)

    def cpu_seconds(self):
        """User and system time so far; the clock ticks a hundred times a second."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_megabytes(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")

    def _line(self):
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError(f"the server printed {line!r}")
        return line


def meerkat(program, folder, name="meerkat"):
    path = folder / f"{name}.sock"
    return Server([program, "serve", "--memory", "--port", "0", "--socket", str(path), "--slow-ms=-1"], path)


def stand_in(program, folder):
    path = folder / "stand_in.sock"
    return Server([program, str(folder / "replies"), str(path)], path)


def elapsed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
