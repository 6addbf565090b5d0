"""A client's everyday calls through PyMongo; pymongo3 runs it too, with the release of Debian 12."""

import os
import warnings

import pymongo
from pymongo import DeleteMany, DeleteOne, InsertOne, MongoClient, ReplaceOne, monitoring
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure


class Seen(monitoring.CommandListener):
    """Keeps the commands that the driver sent."""

    def __init__(self):
        self.commands = []

    def started(self, event):
        self.commands.append(event.command)

    def succeeded(self, event):
        pass

    def failed(self, event):
        pass

    def named(self, name):
        return [command for command in self.commands if next(iter(command)) == name]


def equal(got, expected):
    if got != expected:
        raise AssertionError(f"got {got!r}, expected {expected!r}")


def fails(code, call, error=OperationFailure):
    try:
        call()
    except error as failure:
        equal(failure.code, code)
        return failure
    raise AssertionError(f"no error, expected {code}")


def greet(client, people):
    equal(client.admin.command("ping")["ok"], 1)
    hello = client.admin.command("hello")
    equal((hello["isWritablePrimary"], hello["maxBsonObjectSize"]), (True, 16 * 1024 * 1024))
    assert hello["maxWireVersion"] >= 21, hello
    equal(len(client.server_info()["versionArray"]), 4)


def insert(client, people):
    equal(people.insert_one({"_id": 0, "name": "Ada", "born": 1815}).inserted_id, 0)
    many = people.insert_many([{"_id": i, "name": f"p{i}", "born": 1900 + i % 100} for i in range(1, 300)])
    equal(many.inserted_ids, list(range(1, 300)))


def find_in_batches(client, people, seen):
    cursor = people.find({}, batch_size=50).sort("_id", 1)
    equal([person["_id"] for person in cursor], list(range(300)))
    # Batches that come without being asked for; before 4.0 that was another protocol, with an error now.
    if pymongo.version_tuple[0] < 4:
        cursor = people.find({}, cursor_type=pymongo.CursorType.EXHAUST)
        fails(352, lambda: list(cursor))
        return
    cursor = people.find({}, cursor_type=pymongo.CursorType.EXHAUST, batch_size=50)
    equal(len(list(cursor)), 300)
    assert len(seen.named("getMore")) >= 5, seen.named("getMore")
    left_open = people.find({}, batch_size=2)
    next(left_open)
    left_open.close()
    equal(len(seen.named("killCursors")), 1)


def find_parts(client, people):
    page = people.find({"born": {"$gte": 1990}}, {"name": 1, "_id": 0}).sort([("born", -1), ("_id", 1)])
    equal(list(page.skip(3).limit(2)), [{"name": "p98"}, {"name": "p198"}])
    equal(people.find_one({"_id": 7}, {"born": 0}), {"_id": 7, "name": "p7"})
    equal(people.find_one({"_id": -1}), None)


def count(client, people):
    equal(people.count_documents({}), 300)
    equal(people.count_documents({"born": {"$lt": 1950}}, skip=1, limit=100), 100)
    equal(people.count_documents({"born": 0}), 0)
    equal(people.estimated_document_count(), 300)
    equal(sorted(people.distinct("born", {"_id": {"$lt": 3}})), [1815, 1901, 1902])


def replace_and_delete(client, people):
    result = people.replace_one({"_id": 0}, {"name": "Grace"})
    equal((result.matched_count, result.modified_count), (1, 1))
    equal(people.find_one({"_id": 0}), {"_id": 0, "name": "Grace"})
    equal(people.replace_one({"_id": 1000}, {"name": "new"}, upsert=True).upserted_id, 1000)
    equal(people.delete_one({"_id": 1000}).deleted_count, 1)
    equal(people.delete_many({"_id": {"$gte": 200}}).deleted_count, 100)


def bulk_write(client, people):
    result = people.bulk_write([
        InsertOne({"_id": 500}), InsertOne({"_id": 501}), ReplaceOne({"_id": 500}, {"name": "bulk"}),
        ReplaceOne({"_id": 502}, {"name": "new"}, upsert=True), DeleteOne({"_id": 501}),
        DeleteMany({"_id": {"$gte": 150, "$lt": 200}})])
    equal((result.inserted_count, result.modified_count, result.upserted_count, result.deleted_count), (2, 1, 1, 51))
    clash = [InsertOne({"_id": 500}), InsertOne({"_id": 503}), InsertOne({"_id": 1})]
    error = fails(65, lambda: people.bulk_write(clash, ordered=False), BulkWriteError)
    equal([(e["index"], e["code"]) for e in error.details["writeErrors"]], [(0, 11000), (2, 11000)])
    equal(error.details["nInserted"], 1)


def errors(client, people):
    duplicate = fails(11000, lambda: people.insert_one({"_id": 1}), DuplicateKeyError)
    equal((duplicate.details["keyPattern"], duplicate.details["keyValue"]), ({"_id": 1}, {"_id": 1}))
    unknown = fails(59, lambda: client.admin.command("noSuchCommand"))
    equal(unknown.details["codeName"], "CommandNotFound")
    fails(2, lambda: people.find_one({"$noSuchOperator": 1}))


def use_indexes(client, people):
    pets = client.app.pets
    equal(pets.create_index([("name", 1)], unique=True), "name_1")
    equal(pets.create_indexes([pymongo.IndexModel([("kind", 1), ("born", -1)], sparse=True),
                               pymongo.IndexModel([("seen", 1)], expireAfterSeconds=3600)]), ["kind_1_born_-1", "seen_1"])
    equal(list(pets.index_information()), ["_id_", "name_1", "kind_1_born_-1", "seen_1"])
    equal(pets.index_information()["name_1"], {"v": 2, "key": [("name", 1)], "unique": True})
    pets.insert_one({"name": "Rex"})
    duplicate = fails(11000, lambda: pets.insert_one({"name": "Rex"}), DuplicateKeyError)
    equal((duplicate.details["keyPattern"], duplicate.details["keyValue"]), ({"name": 1}, {"name": "Rex"}))
    fails(86, lambda: pets.create_index([("kind", 1)], name="name_1"))
    pets.drop_index("name_1")
    pets.insert_one({"name": "Rex"})
    fails(11000, lambda: pets.create_index([("name", 1)], unique=True))
    fails(27, lambda: pets.drop_index("name_1"))
    pets.drop_indexes()
    equal([index["name"] for index in pets.list_indexes()], ["_id_"])
    pets.drop()


def write_unacknowledged(client, people):
    quiet = people.with_options(write_concern=pymongo.WriteConcern(w=0))
    with client.start_session() as session:
        equal(quiet.insert_one({"_id": 600}).acknowledged, False)
        # Another connection may overtake it.
        while people.find_one({"_id": 600}, session=session) is None:
            pass


def use_sessions(client, people, seen):
    with client.start_session(causal_consistency=True) as session:
        people.insert_one({"_id": 700}, session=session)
        equal(people.find_one({"_id": 700}, session=session), {"_id": 700})
        equal(seen.commands[-1]["lsid"], session.session_id)
        assert session.operation_time is not None and session.cluster_time is not None
    implicit = [command for command in seen.named("find") if "lsid" in command]
    equal(len(implicit), len(seen.named("find")))


def retry_writes(client, people, seen):
    for name in ("insert", "delete"):
        sent = [c for c in seen.named(name) if c.get("writeConcern", {}).get("w") != 0]
        assert any("txnNumber" in command for command in sent), sent


def compress(client, people):
    warnings.simplefilter("error", UserWarning)  # a compressor that is not installed is only warned of
    for compressor in ("zlib", "snappy", "zstd"):
        with MongoClient(os.environ["MEERKAT_URI"], compressors=compressor) as other:
            text = compressor * 10000
            other.app.compressed.insert_one({"_id": compressor, "text": text})
            equal(other.app.compressed.find_one({"_id": compressor})["text"], text)


def list_and_drop(client, people):
    assert "app" in client.list_database_names()
    equal(sorted(client.app.list_collection_names()), ["compressed", "people"])
    client.app.drop_collection("compressed")
    equal(client.app.list_collection_names(), ["people"])
    client.drop_database("app")
    assert "app" not in client.list_database_names()


def use_unix_socket(client, people):
    with MongoClient(os.environ["MEERKAT_SOCKET_URI"]) as other:
        other.app.local.insert_one({"_id": 1})
        equal(other.app.local.find_one(), {"_id": 1})
        assert other.address[0].endswith(".sock"), other.address


def readme_example():
    """What README.md shows, but for where the server is, and for a collection that is empty."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "readme_example.py")) as file:
        text = file.read()
    address = '"mongodb://localhost:27017"'
    assert address in text
    names = {}
    exec(text.replace(address, repr(os.environ["MEERKAT_URI"])), names)
    equal(names["people"].count_documents({}), 2)
    names["people"].drop()
    names["client"].close()


def log_in(uri):
    with MongoClient(uri) as first:
        first.admin.command("createUser", "ada", pwd="pencil", roles=["readWriteAnyDatabase"])
        fails(13, lambda: first.app.people.find_one())
    login = dict(username="ada", authSource="admin", authMechanism="SCRAM-SHA-256")
    with MongoClient(uri, password="pencil", **login) as client:
        client.app.people.insert_one({"_id": 1})
        equal(client.app.people.find_one(), {"_id": 1})
        fails(13, lambda: client.admin.command("createUser", "eve", pwd="x", roles=[]))
    with MongoClient(uri, password="wrong", **login) as client:
        fails(18, lambda: client.app.people.find_one())


def main():
    print(f"PyMongo {pymongo.version}", flush=True)
    seen = Seen()
    client = MongoClient(os.environ["MEERKAT_URI"], event_listeners=[seen])
    people = client.app.people
    steps = [greet, insert, find_in_batches, find_parts, count, replace_and_delete, bulk_write, errors,
             use_indexes, write_unacknowledged, use_sessions, retry_writes, compress, list_and_drop, use_unix_socket]
    for step in steps:
        needs = step.__code__.co_argcount
        step(*(client, people, seen)[:needs])
        print(f"  {step.__name__.replace('_', ' ')}", flush=True)
    client.close()
    readme_example()
    print("  the example of README.md")
    log_in(os.environ["MEERKAT_AUTH_URI"])
    print("  log in")


main()
