"""Records what Meerkat replies, for the stand-in to say the same."""

import uuid

import bson

from wire import OP_QUERY, Connection


def record(address, folder):
    """Writes the frames to folder/NAME, or folder/query.NAME; app.people has a document 7, which is in every find's."""
    folder.mkdir()
    connection = Connection(address)
    lsid = {"id": bson.Binary(uuid.uuid4().bytes, 4)}
    commands = [
        {"hello": 1}, {"ismaster": 1, "helloOk": True}, {"ping": 1}, {"endSessions": [lsid]}, {"buildInfo": 1},
        {"find": "people", "filter": {"_id": 7}, "limit": 1, "singleBatch": True},
        {"insert": "recorded", "documents": [{"_id": 1}]},
    ]
    for command in commands:
        name = next(iter(command))
        database = "app" if name in ("find", "insert") else "admin"
        # As drivers send it, because the reply depends on it.
        (folder / name).write_bytes(connection.frame({**command, "lsid": lsid, "$db": database}))
    for name in ("ismaster", "isMaster"):
        (folder / f"query.{name}").write_bytes(connection.frame({name: 1, "helloOk": True}, OP_QUERY))
    connection.run({"drop": "recorded", "$db": "app"})
    connection.close()
