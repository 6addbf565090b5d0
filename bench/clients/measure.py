"""What the endpoint costs a client: against a stand-in that answers at once, and by itself."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pymongo
import replies
from processes import elapsed, meerkat, stand_in
from pymongo import MongoClient
from wire import Connection

HERE = Path(__file__).resolve().parent


def person(i):
    return {"_id": i, "name": f"person {i}", "born": 1900 + i % 100, "city": "London", "active": True}


def median_ratio(pairs):
    """Of (Meerkat's, the stand-in's) rates: the median of each, and of the ratios of pairs."""
    ours, theirs = zip(*pairs)
    return statistics.median(a / b for a, b in pairs), statistics.median(ours), statistics.median(theirs)


class Table:
    def __init__(self):
        self.missed = 0
        print(f"{'':34} {'measured':>10} {'target':>10}")

    def row(self, name, value, target, is_met, remark=""):
        self.missed += not is_met
        print(f"{name:34} {value:>10} {target:>10}  {'' if is_met else 'MISSED'} {remark}".rstrip(), flush=True)

    def ratio(self, name, pairs, target, unit):
        ratio, ours, theirs = median_ratio(pairs)
        self.row(name, f"{ratio:.2f}", f">= {target}", ratio >= target, f"{ours:,.0f} of {theirs:,.0f} {unit} a second")


def python_finds(servers, finds, rounds):
    clients = [MongoClient(server.uri()) for server in servers]
    collections = [client.app.people for client in clients]

    def rate(people):
        return finds / elapsed(lambda: [people.find_one({"_id": i % 1000}) for i in range(finds)])

    for people in collections:
        rate(people)
    pairs = [tuple(rate(people) for people in collections) for _ in range(rounds)]
    for client in clients:
        client.close()
    return pairs


def python_inserts(servers, documents, rounds):
    clients = [MongoClient(server.uri()) for server in servers]

    def rate(client):
        people = client.bench.people
        seconds = elapsed(lambda: people.insert_many([person(i) for i in range(documents)]))
        return documents / seconds

    pairs = []
    for _ in range(rounds + 1):
        pairs.append(tuple(rate(client) for client in clients))
        clients[0].bench.people.drop()
    for client in clients:
        client.close()
    return pairs[1:]


def node_finds(servers, node_modules, finds, rounds):
    out = subprocess.run(
        ["node", str(HERE / "point_finds.js"), str(finds), str(rounds), *(server.socket_uri() for server in servers)],
        env={**os.environ, "NODE_PATH": node_modules}, check=True, capture_output=True, text=True).stdout
    return [tuple(map(float, line.split())) for line in out.splitlines()]


def cpu_of_a_find(server, finds):
    """Microseconds, user and system."""
    with MongoClient(server.uri()) as client:
        people = client.app.people
        people.find_one({"_id": 0})
        before = server.cpu_seconds()
        for i in range(finds):
            people.find_one({"_id": i % 1000})
        return (server.cpu_seconds() - before) / finds * 1e6


def idle_cpu(server, clients, seconds):
    """Seconds of processor time; each client has three connections, two of which monitor."""
    idle = [MongoClient(server.uri()) for _ in range(clients)]
    for client in idle:
        client.admin.command("ping")
    # The monitors of a driver begin with a second or two of more frequent calls.
    time.sleep(3)
    before = server.cpu_seconds()
    time.sleep(seconds)
    used = server.cpu_seconds() - before
    for client in idle:
        client.close()
    return used


def start_up(program, folder, runs):
    """Milliseconds from the start of the process to the reply to its first command."""

    def run(number):
        start = time.perf_counter()
        with meerkat(program, folder, f"start{number}") as server:
            Connection(server.socket_path).run({"ping": 1, "$db": "admin"})
            return (time.perf_counter() - start) * 1000

    return statistics.median(run(number) for number in range(runs))


def memory_of_connections(program, folder, count):
    """Megabytes more for so many connections that have said hello and found something."""
    with meerkat(program, folder, "memory") as server:
        Connection(server.address()).run({"insert": "people", "documents": [person(0)], "$db": "app"})
        before = server.resident_megabytes()
        connections = [Connection(server.address()) for _ in range(count)]
        for connection in connections:
            connection.run({"hello": 1, "$db": "admin"})
            connection.run({"find": "people", "filter": {"_id": 0}, "$db": "app"})
        return server.resident_megabytes() - before


def against_the_stand_in(table, servers, node_modules, rounds, calls):
    finds = python_finds(servers, calls(1500), rounds)
    table.ratio("PyMongo, finds by _id", finds, 0.9, "finds")
    inserts = python_inserts(servers, calls(100000), rounds)
    table.ratio("PyMongo, insert_many", inserts, 0.7, "documents")
    finds = node_finds(servers, node_modules, calls(3000), rounds)
    table.ratio("Node, finds by _id, Unix socket", finds, 0.85, "finds")


def processor_time(table, ours, theirs, calls):
    micros = statistics.median(cpu_of_a_find(ours, calls(50000)) for _ in range(3))
    table.row("processor time of a find", f"{micros:.1f} us", "<= 15 us", micros <= 15)
    floor = cpu_of_a_find(theirs, calls(50000))
    table.row("  of the stand-in: the system's part", f"{floor:.1f} us", "", True)
    idle = statistics.median(idle_cpu(ours, 33, 10) for _ in range(3))
    table.row("idle for 10 s, 100 connections", f"{idle * 1000:.0f} ms", "<= 10 ms", idle < 0.015)


def by_itself(table, program, folder, rounds):
    milliseconds = start_up(program, folder, rounds)
    table.row("from start to the first reply", f"{milliseconds:.0f} ms", "<= 50 ms", milliseconds <= 50)
    megabytes = memory_of_connections(program, folder, 1000)
    table.row("1,000 idle connections", f"{megabytes:.1f} MB", "<= 30 MB", megabytes <= 30)


def measure(options, folder):
    table = Table()
    with meerkat(options.meerkat, folder) as ours:
        with MongoClient(ours.uri()) as client:
            client.app.people.insert_many([person(i) for i in range(1000)])
        replies.record(ours.address(), folder / "replies")
        with stand_in(options.stand_in, folder) as theirs:
            def calls(count):
                return max(500, int(count * options.effort))
            against_the_stand_in(table, [ours, theirs], options.node_modules, options.rounds, calls)
            processor_time(table, ours, theirs, calls)
    by_itself(table, options.meerkat, folder, options.rounds)
    return table.missed


def main():
    parser = argparse.ArgumentParser(prog="tools/dev bench clients", description=__doc__)
    parser.add_argument("--rounds", type=int, default=25, help="how often the servers take turns")
    parser.add_argument("--effort", type=float, default=1, help="a part of all the calls, for a quick look")
    for given in ("--meerkat", "--stand-in", "--node-modules"):  # by run
        parser.add_argument(given, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    print(f"PyMongo {pymongo.version}, medians of {options.rounds} rounds")
    with tempfile.TemporaryDirectory() as folder:
        return 1 if measure(options, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
