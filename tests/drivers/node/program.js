// A client's everyday calls through the Node driver.
const assert = require('node:assert/strict');
const { MongoClient, Timestamp } = require('mongodb');
const { version } = require('mongodb/package.json');

const { MEERKAT_URI, MEERKAT_SOCKET_URI, MEERKAT_AUTH_URI } = process.env;
const fails = (code, promise) => assert.rejects(promise, { code });

const client = new MongoClient(MEERKAT_URI, { monitorCommands: true });
const people = client.db('app').collection('people');
const sent = [];
client.on('commandStarted', (event) => sent.push(event));
const sentAs = (name) => sent.filter((event) => event.commandName === name).map((event) => event.command);

async function greet() {
  assert.equal((await client.db('admin').command({ ping: 1 })).ok, 1);
  const hello = await client.db('admin').command({ hello: 1 });
  assert.equal(hello.isWritablePrimary, true);
  assert.ok(hello.maxWireVersion >= 21);
}

async function insert() {
  assert.equal((await people.insertOne({ _id: 0, name: 'Ada', born: 1815 })).insertedId, 0);
  const many = Array.from({ length: 299 }, (_, i) => ({ _id: i + 1, name: `p${i + 1}`, born: 1900 + (i + 1) % 100 }));
  assert.equal((await people.insertMany(many)).insertedCount, 299);
}

async function findInBatches() {
  const ids = [];
  for await (const person of people.find({}, { batchSize: 50 }).sort({ _id: 1 })) ids.push(person._id);
  assert.deepEqual(ids, Array.from({ length: 300 }, (_, i) => i));
  assert.ok(sentAs('getMore').length >= 5);
  const leftOpen = people.find({}, { batchSize: 2 });
  assert.equal((await leftOpen.next())._id, 0);
  await leftOpen.close();
  assert.equal(sentAs('killCursors').length, 1);
}

async function findParts() {
  const options = { projection: { name: 1, _id: 0 }, sort: { born: -1, _id: 1 }, skip: 3, limit: 2 };
  const page = await people.find({ born: { $gte: 1990 } }, options).toArray();
  assert.deepEqual(page, [{ name: 'p98' }, { name: 'p198' }]);
  assert.deepEqual(await people.findOne({ _id: 7 }, { projection: { born: 0 } }), { _id: 7, name: 'p7' });
  assert.equal(await people.findOne({ _id: -1 }), null);
}

async function count() {
  assert.equal(await people.countDocuments(), 300);
  assert.equal(await people.countDocuments({ born: { $lt: 1950 } }, { skip: 1, limit: 100 }), 100);
  assert.equal(await people.countDocuments({ born: 0 }), 0);
  assert.equal(await people.estimatedDocumentCount(), 300);
  assert.deepEqual((await people.distinct('born', { _id: { $lt: 3 } })).sort(), [1815, 1901, 1902]);
}

async function replaceAndDelete() {
  const { matchedCount, modifiedCount } = await people.replaceOne({ _id: 0 }, { name: 'Grace' });
  assert.deepEqual([matchedCount, modifiedCount], [1, 1]);
  assert.deepEqual(await people.findOne({ _id: 0 }), { _id: 0, name: 'Grace' });
  assert.equal((await people.replaceOne({ _id: 1000 }, { name: 'new' }, { upsert: true })).upsertedId, 1000);
  assert.equal((await people.deleteOne({ _id: 1000 })).deletedCount, 1);
  assert.equal((await people.deleteMany({ _id: { $gte: 200 } })).deletedCount, 100);
}

async function bulkWrite() {
  const insertOne = (_id) => ({ insertOne: { document: { _id } } });
  const result = await people.bulkWrite([
    insertOne(500), insertOne(501), { replaceOne: { filter: { _id: 500 }, replacement: { name: 'bulk' } } },
    { replaceOne: { filter: { _id: 502 }, replacement: { name: 'new' }, upsert: true } },
    { deleteOne: { filter: { _id: 501 } } }, { deleteMany: { filter: { _id: { $gte: 150, $lt: 200 } } } }]);
  const { insertedCount, modifiedCount, upsertedCount, deletedCount } = result;
  assert.deepEqual([insertedCount, modifiedCount, upsertedCount, deletedCount], [2, 1, 1, 51]);
  await assert.rejects(people.bulkWrite([insertOne(500), insertOne(503), insertOne(1)], { ordered: false }), (error) => {
    assert.deepEqual(error.writeErrors.map((e) => [e.index, e.code]), [[0, 11000], [2, 11000]]);
    assert.equal(error.result.insertedCount, 1);
    return true;
  });
}

async function errors() {
  await assert.rejects(people.insertOne({ _id: 1 }), { code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } });
  await assert.rejects(client.db('admin').command({ noSuchCommand: 1 }), { code: 59, codeName: 'CommandNotFound' });
  await fails(2, people.findOne({ $noSuchOperator: 1 }));
}

async function useIndexes() {
  const pets = client.db('app').collection('pets');
  assert.equal(await pets.createIndex({ name: 1 }, { unique: true }), 'name_1');
  const names = await pets.createIndexes([{ key: { kind: 1, born: -1 }, sparse: true }, { key: { seen: 1 }, expireAfterSeconds: 9 }]);
  assert.deepEqual(names, ['kind_1_born_-1', 'seen_1']);
  assert.deepEqual((await pets.indexes())[1], { v: 2, key: { name: 1 }, name: 'name_1', unique: true });
  assert.ok(await pets.indexExists(['seen_1', 'kind_1_born_-1']));
  await pets.insertOne({ name: 'Rex' });
  const duplicate = { code: 11000, keyPattern: { name: 1 }, keyValue: { name: 'Rex' } };
  await assert.rejects(pets.insertOne({ name: 'Rex' }), duplicate);
  await pets.dropIndex('name_1');
  await pets.insertOne({ name: 'Rex' });
  await assert.rejects(pets.createIndex({ name: 1 }, { unique: true }), duplicate);
  await fails(27, pets.dropIndex('name_1'));
  await pets.dropIndexes();
  assert.deepEqual((await pets.listIndexes().toArray()).map(({ name }) => name), ['_id_']);
  await pets.drop();
}

async function useSessions() {
  await client.withSession({ causalConsistency: true }, async (session) => {
    await people.insertOne({ _id: 700 }, { session });
    assert.deepEqual(await people.findOne({ _id: 700 }, { session }), { _id: 700 });
    assert.deepEqual(sentAs('find').at(-1).lsid, session.id);
    assert.ok(session.operationTime instanceof Timestamp && session.clusterTime);
  });
  assert.ok(sentAs('find').every((command) => command.lsid), 'every find has a session');
}

async function retryWrites() {
  assert.ok(sentAs('insert').every((command) => command.txnNumber));
  assert.ok(sentAs('delete').some((command) => command.txnNumber));
}

async function compress() {
  for (const compressor of ['zlib', 'snappy']) {
    const other = new MongoClient(MEERKAT_URI, { compressors: [compressor] });
    const texts = other.db('app').collection('compressed');
    const text = compressor.repeat(10000);
    await texts.insertOne({ _id: compressor, text });
    assert.equal((await texts.findOne({ _id: compressor })).text, text);
    await other.close();
  }
}

async function listAndDrop() {
  const names = async () => (await client.db('app').listCollections().toArray()).map(({ name }) => name).sort();
  const databases = async () => (await client.db('admin').admin().listDatabases()).databases.map(({ name }) => name);
  assert.ok((await databases()).includes('app'));
  assert.deepEqual(await names(), ['compressed', 'people']);
  await client.db('app').collection('compressed').drop();
  assert.deepEqual(await names(), ['people']);
  await client.db('app').dropDatabase();
  assert.ok(!(await databases()).includes('app'));
}

async function useUnixSocket() {
  const other = new MongoClient(MEERKAT_SOCKET_URI);
  await other.db('app').collection('local').insertOne({ _id: 1 });
  assert.deepEqual(await other.db('app').collection('local').findOne(), { _id: 1 });
  await other.close();
}

async function logIn() {
  const as = async (password, work) => {
    const auth = { username: 'ada', password };
    const other = new MongoClient(MEERKAT_AUTH_URI, password ? { auth, authMechanism: 'SCRAM-SHA-256' } : {});
    await work(other).finally(() => other.close());
  };
  await as(undefined, async (first) => {
    await first.db('admin').command({ createUser: 'ada', pwd: 'pencil', roles: ['readWriteAnyDatabase'] });
    await fails(13, first.db('app').collection('people').findOne());
  });
  await as('pencil', async (other) => {
    await other.db('app').collection('people').insertOne({ _id: 1 });
    assert.deepEqual(await other.db('app').collection('people').findOne(), { _id: 1 });
    await fails(13, other.db('admin').command({ createUser: 'eve', pwd: 'x', roles: [] }));
  });
  await as('wrong', (other) => fails(18, other.db('app').collection('people').findOne()));
}

async function main() {
  console.log(`Node driver ${version}`);
  const steps = [greet, insert, findInBatches, findParts, count, replaceAndDelete, bulkWrite, errors, useIndexes,
    useSessions,
    retryWrites, compress, listAndDrop, useUnixSocket, logIn];
  for (const step of steps) {
    await step();
    console.log(`  ${step.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`);
  }
  await client.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
