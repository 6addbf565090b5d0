// point_finds.js FINDS ROUNDS URI URI: finds by _id, the servers in turns; prints finds a second, a line a round.
const { MongoClient } = require('mongodb');

async function finds(people, count) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) {
    if (!await people.findOne({ _id: i % 1000 })) throw new Error('nothing found');
  }
  return count / (Number(process.hrtime.bigint() - start) / 1e9);
}

async function main([count, rounds, ...uris]) {
  const clients = uris.map((uri) => new MongoClient(uri));
  const collections = clients.map((client) => client.db('app').collection('people'));
  for (const people of collections) await finds(people, Number(count));
  for (let round = 0; round < Number(rounds); round++) {
    const rates = [];
    for (const people of collections) rates.push(await finds(people, Number(count)));
    console.log(rates.join(' '));
  }
  await Promise.all(clients.map((client) => client.close()));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
