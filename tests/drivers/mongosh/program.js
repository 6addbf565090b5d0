// What somebody types into mongosh. Run as: mongosh URI --file program.js
const assert = require('node:assert/strict');

const log = (text) => print(`  ${text}`);
// The shell's documents are of another realm than this file's, so they are compared as text.
const same = (got, expected) => assert.equal(EJSON.stringify(got), EJSON.stringify(expected));
function fails(code, call) {
  let got;
  try {
    call();
  } catch (error) {
    got = error.code;
  }
  assert.equal(got, code);
}

print(`mongosh ${version()}`);
assert.equal(db.version().split('.').length, 3);
assert.equal(db.hello().isWritablePrimary, true);
assert.equal(db.adminCommand({ ping: 1 }).ok, 1);
assert.equal(db.runCommand({ connectionStatus: 1 }).ok, 1);
log('greet');

// What the shell asks when it starts and before each prompt.
assert.equal(db.adminCommand({ getLog: 'startupWarnings' }).totalLinesWritten, 0);
assert.ok(db.adminCommand({ getParameter: 1, featureCompatibilityVersion: 1 }).featureCompatibilityVersion.version);
assert.ok(db.adminCommand({ buildInfo: 1 }).version);
assert.equal(db.adminCommand({ getCmdLineOpts: 1 }).ok, 1);
assert.equal(db.adminCommand({ hostInfo: 1 }).ok, 1);
fails(59, () => db.adminCommand({ atlasVersion: 1 }));
assert.equal(rs.status().members[0].stateStr, 'PRIMARY');
assert.ok(db.serverStatus().uptime >= 0);
log('start-up and prompt');

use('app');
assert.equal(db.people.insertOne({ _id: 0, name: 'Ada', born: 1815 }).insertedId, 0);
const many = Array.from({ length: 299 }, (_, i) => ({ _id: i + 1, name: `p${i + 1}`, born: 1900 + (i + 1) % 100 }));
assert.equal(Object.keys(db.people.insertMany(many).insertedIds).length, 299);
log('insert');

assert.equal(db.people.find().batchSize(50).toArray().length, 300);
const cursor = db.people.find().sort({ _id: 1 });
let pages = 0;
for (; cursor.hasNext(); cursor.next()) pages += cursor.objsLeftInBatch() === 1 ? 1 : 0;
assert.ok(pages >= 2);
const page = db.people.find({ born: { $gte: 1990 } }, { name: 1, _id: 0 }).sort({ born: -1, _id: 1 }).skip(3).limit(2);
same(page.toArray(), [{ name: 'p98' }, { name: 'p198' }]);
same(db.people.findOne({ _id: 7 }, { born: 0 }), { _id: 7, name: 'p7' });
log('find');

assert.equal(db.people.countDocuments({ born: { $lt: 1950 } }), 150);
assert.equal(db.people.estimatedDocumentCount(), 300);
assert.equal(db.people.distinct('born', { _id: { $lt: 3 } }).length, 3);
log('count');

assert.equal(db.people.replaceOne({ _id: 0 }, { name: 'Grace' }).modifiedCount, 1);
assert.equal(db.people.findOne({ _id: 0 }).name, 'Grace');
assert.equal(db.people.deleteOne({ _id: 299 }).deletedCount, 1);
assert.equal(db.people.deleteMany({ _id: { $gte: 200 } }).deletedCount, 99);
const bulk = db.people.bulkWrite([
  { insertOne: { document: { _id: 500 } } }, { replaceOne: { filter: { _id: 500 }, replacement: { name: 'bulk' } } },
  { deleteOne: { filter: { _id: 1 } } }]);
same([bulk.insertedCount, bulk.modifiedCount, bulk.deletedCount], [1, 1, 1]);
log('write');

fails(11000, () => db.people.insertOne({ _id: 2 }));
fails(59, () => db.runCommand({ noSuchCommand: 1 }));
fails(2, () => db.people.findOne({ $noSuchOperator: 1 }));
log('errors');

same(db.pets.createIndex({ name: 1 }, { unique: true }), 'name_1');
same(db.pets.createIndexes([{ kind: 1, born: -1 }, { seen: 1 }], { sparse: true }), ['kind_1_born_-1', 'seen_1']);
same(db.pets.getIndexes()[1], { v: 2, key: { name: 1 }, name: 'name_1', unique: true });
db.pets.insertOne({ name: 'Rex' });
fails(11000, () => db.pets.insertOne({ name: 'Rex' }));
assert.equal(db.pets.hideIndex('seen_1').ok, 1);
assert.equal(db.pets.getIndexes()[3].hidden, true);
assert.equal(db.pets.dropIndex('name_1').nIndexesWas, 4);
fails(27, () => db.pets.dropIndex('name_1'));
assert.equal(db.pets.dropIndexes().nIndexesWas, 3);
assert.equal(db.pets.getIndexKeys().length, 1);
db.pets.drop();
log('indexes');

const session = db.getMongo().startSession();
session.getDatabase('app').people.insertOne({ _id: 700 });
same(session.getDatabase('app').people.findOne({ _id: 700 }), { _id: 700 });
session.endSession();
log('session');

assert.ok(show('dbs').value.some(({ name }) => name === 'app'));
same(db.getCollectionNames(), ['people']);
assert.equal(db.getCollectionInfos()[0].type, 'collection');
assert.equal(db.people.drop(), true);
same(db.getCollectionNames(), []);
assert.equal(db.dropDatabase().ok, 1);
log('show and drop');

const socket = connect(process.env.MEERKAT_SOCKET_URI);
assert.equal(socket.people.insertOne({ _id: 1 }).acknowledged, true);
log('unix socket');

const uri = process.env.MEERKAT_AUTH_URI;
const admin = connect(uri).getSiblingDB('admin');
admin.createUser({ user: 'ada', pwd: 'pencil', roles: ['readWriteAnyDatabase'] });
fails(13, () => admin.getSiblingDB('app').people.findOne());
fails(18, () => admin.auth('ada', 'wrong'));
assert.equal(admin.auth('ada', 'pencil').ok, 1);
assert.equal(admin.getSiblingDB('app').people.insertOne({ _id: 1 }).acknowledged, true);
assert.equal(admin.runCommand({ connectionStatus: 1 }).authInfo.authenticatedUsers[0].user, 'ada');
log('log in');
