// Models, validation, indexes and queries through Mongoose.
const assert = require('node:assert/strict');
const mongoose = require('mongoose');

const { MEERKAT_URI, MEERKAT_SOCKET_URI, MEERKAT_AUTH_URI } = process.env;
const options = { dbName: 'app', autoIndex: false };

const schema = new mongoose.Schema({
  _id: Number,
  name: { type: String, required: true },
  born: { type: Number, min: 1700 },
  tags: [String],
  home: { city: String },
}, { versionKey: false });
schema.virtual('age').get(function age() { return 2000 - this.born; });
const modelOf = (connection) => connection.model('Person', schema);
let Person;

async function connect() {
  const connection = await mongoose.createConnection(MEERKAT_URI, options).asPromise();
  Person = modelOf(connection);
  await Person.init();
  assert.equal((await connection.db.admin().ping()).ok, 1);
}

async function createCollection() {
  const Note = Person.db.model('Note', new mongoose.Schema({ text: String }));
  await Note.createCollection();
  await Note.createCollection();
  assert.ok((await Person.db.listCollections()).some(({ name }) => name === 'notes'));
}

async function save() {
  const ada = new Person({ _id: 0, name: 'Ada', born: 1815, tags: ['math'], home: { city: 'London' } });
  await ada.save();
  const found = await Person.findById(0);
  assert.deepEqual(found.toObject(), { _id: 0, name: 'Ada', born: 1815, tags: ['math'], home: { city: 'London' } });
  assert.equal(found.age, 185);
}

async function validate() {
  await assert.rejects(new Person({ _id: 1 }).save(), mongoose.Error.ValidationError);
  await assert.rejects(Person.create({ _id: 1, name: 'Old', born: 1 }), /Path `born`/);
  await assert.rejects(Person.findOne({ born: 'never' }), mongoose.Error.CastError);
}

async function insertMany() {
  const many = Array.from({ length: 299 }, (_, i) => ({ _id: i + 1, name: `p${i + 1}`, born: 1900 + (i + 1) % 100 }));
  assert.equal((await Person.insertMany(many)).length, 299);
}

async function query() {
  const page = await Person.find({ born: { $gte: 1990 } }).select('name -_id').sort('-born _id').skip(3).limit(2).lean();
  assert.deepEqual(page.map(({ name }) => name), ['p98', 'p198']);
  assert.equal((await Person.findOne({ 'home.city': 'London' })).name, 'Ada');
  assert.equal((await Person.where('born').lt(1903).where('_id').gt(0).sort('_id')).length, 8);
  assert.ok(await Person.exists({ name: 'p9' }));
}

async function cursor() {
  let sum = 0;
  for await (const person of Person.find().batchSize(50).cursor()) sum += person._id;
  assert.equal(sum, 299 * 150);
}

async function count() {
  assert.equal(await Person.countDocuments({ born: { $lt: 1950 } }), 150);
  assert.equal(await Person.estimatedDocumentCount(), 300);
  assert.equal((await Person.distinct('born')).length, 101);
}

async function replaceAndDelete() {
  assert.equal((await Person.replaceOne({ _id: 0 }, { name: 'Grace', born: 1906 })).modifiedCount, 1);
  assert.equal((await Person.findById(0)).name, 'Grace');
  await (await Person.findById(2)).deleteOne();
  assert.equal(await Person.findById(2), null);
  assert.equal((await Person.deleteMany({ _id: { $gte: 200 } })).deletedCount, 100);
}

async function bulkWrite() {
  const result = await Person.bulkWrite([
    { insertOne: { document: { _id: 500, name: 'new' } } },
    { replaceOne: { filter: { _id: 500 }, replacement: { name: 'bulk' } } },
    { deleteOne: { filter: { _id: 3 } } }]);
  assert.deepEqual([result.insertedCount, result.modifiedCount, result.deletedCount], [1, 1, 1]);
}

async function errors() {
  await assert.rejects(Person.create({ _id: 1, name: 'again' }), { code: 11000, keyPattern: { _id: 1 } });
  await assert.rejects(Person.db.db.command({ noSuchCommand: 1 }), { code: 59 });
}

// As a model has them: made when it is, and kept as its schema says.
async function useIndexes() {
  const petSchema = new mongoose.Schema({ name: { type: String, unique: true }, kind: { type: String, index: true } });
  petSchema.index({ kind: 1, born: -1 }, { sparse: true });
  const Pet = Person.db.model('Pet', petSchema);
  await Pet.createIndexes();
  const names = async () => Object.keys(await Pet.collection.indexInformation()).sort();
  assert.deepEqual(await names(), ['_id_', 'kind_1', 'kind_1_born_-1', 'name_1']);
  await Pet.create({ name: 'Rex' });
  await assert.rejects(Pet.create({ name: 'Rex' }), { code: 11000, keyPattern: { name: 1 }, keyValue: { name: 'Rex' } });
  await Pet.collection.createIndex({ old: 1 });
  assert.deepEqual(await Pet.syncIndexes(), ['old_1']);
  assert.equal((await names()).length, 4);
  await Pet.collection.dropIndexes();
  assert.deepEqual(await names(), ['_id_']);
  await Pet.collection.drop();
}

async function useSessions() {
  const session = await Person.startSession();
  await Person.create([{ _id: 700, name: 'in a session' }], { session });
  assert.equal((await Person.findById(700).session(session)).name, 'in a session');
  await session.endSession();
}

async function useUnixSocket() {
  const connection = await mongoose.createConnection(MEERKAT_SOCKET_URI, options).asPromise();
  assert.equal((await modelOf(connection).findById(700).lean()).name, 'in a session');
  await connection.close();
}

async function drop() {
  await Person.collection.drop();
  assert.equal(await Person.findOne(), null);
  await Person.db.dropDatabase();
  await Person.db.close();
}

async function logIn() {
  const as = (pass) => mongoose.createConnection(MEERKAT_AUTH_URI, {
    ...options, user: 'ada', pass, authSource: 'admin', authMechanism: 'SCRAM-SHA-256',
  }).asPromise();
  const first = await mongoose.createConnection(MEERKAT_AUTH_URI, options).asPromise();
  await first.useDb('admin').db.command({ createUser: 'ada', pwd: 'pencil', roles: ['readWriteAnyDatabase'] });
  await first.close();
  const connection = await as('pencil');
  await modelOf(connection).create({ _id: 1, name: 'Ada' });
  await connection.close();
  await assert.rejects(as('wrong'), { code: 18 });
}

async function main() {
  console.log(`Mongoose ${mongoose.version}`);
  const steps = [connect, createCollection, save, validate, insertMany, query, cursor, count, replaceAndDelete, bulkWrite,
    errors, useIndexes, useSessions, useUnixSocket, drop, logIn];
  for (const step of steps) {
    await step();
    console.log(`  ${step.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
