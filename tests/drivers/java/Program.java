// A client's everyday calls through the Java driver.
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.ConnectionString;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCompressor;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.internal.build.MongoDriverVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;

public final class Program implements CommandListener {
  private final List<CommandStartedEvent> sent = new ArrayList<>();
  private final MongoClient client = connect(builder -> builder.addCommandListener(this));
  private final MongoCollection<Document> people = peopleOf(client);

  interface Settings { void apply(MongoClientSettings.Builder builder); }

  @Override
  public void commandStarted(CommandStartedEvent event) {
    // The command's bytes are gone after the call.
    sent.add(new CommandStartedEvent(event.getRequestContext(), event.getOperationId(), event.getRequestId(),
        event.getConnectionDescription(), event.getDatabaseName(), event.getCommandName(), event.getCommand().clone()));
  }

  static MongoClient connectTo(String uri, Settings settings) {
    MongoClientSettings.Builder builder = MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri));
    settings.apply(builder);
    return MongoClients.create(builder.build());
  }

  static MongoClient connect(Settings settings) { return connectTo(System.getenv("MEERKAT_URI"), settings); }

  static MongoCollection<Document> peopleOf(MongoClient client) {
    return client.getDatabase("app").getCollection("people");
  }

  static void equal(Object got, Object expected) {
    if (!Objects.equals(got, expected)) throw new AssertionError("got " + got + ", expected " + expected);
  }

  static void yes(boolean claim) { equal(claim, true); }

  static <E extends MongoException> E fails(Class<E> kind, int code, Runnable call) {
    try {
      call.run();
    } catch (MongoException error) {
      if (!kind.isInstance(error)) throw error;
      equal(error.getCode(), code);
      return kind.cast(error);
    }
    throw new AssertionError("no error, expected " + code);
  }

  static Document person(int id) { return new Document("_id", id).append("name", "p" + id).append("born", 1900 + id % 100); }

  static Document named(String name) { return new Document("name", name); }

  void greet() {
    yes(client.getDatabase("admin").runCommand(new Document("ping", 1)).getDouble("ok") == 1);
    Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));
    yes(hello.getBoolean("isWritablePrimary") && hello.getInteger("maxWireVersion") >= 21);
  }

  void insert() {
    equal(people.insertOne(person(0)).getInsertedId().asInt32().getValue(), 0);
    List<Document> many = IntStream.range(1, 300).mapToObj(Program::person).toList();
    equal(people.insertMany(many).getInsertedIds().size(), 299);
  }

  void findInBatches() {
    int count = 0;
    for (Document found : people.find().batchSize(50).sort(Sorts.ascending("_id"))) equal(found, person(count++));
    equal(count, 300);
    yes(sent.stream().filter(event -> event.getCommandName().equals("getMore")).count() >= 5);
    try (MongoCursor<Document> leftOpen = people.find().batchSize(2).iterator()) {
      yes(leftOpen.hasNext());
    }
    equal(sent.get(sent.size() - 1).getCommandName(), "killCursors");
  }

  void findParts() {
    List<Document> page = people.find(gte("born", 1990)).projection(Projections.fields(Projections.include("name"),
        Projections.excludeId())).sort(Sorts.orderBy(Sorts.descending("born"), Sorts.ascending("_id"))).skip(3).limit(2)
        .into(new ArrayList<>());
    equal(page, List.of(named("p98"), named("p198")));
    equal(people.find(eq(-1)).first(), null);
  }

  void count() {
    equal(people.countDocuments(lt("born", 1950)), 150L);
    equal(people.estimatedDocumentCount(), 300L);
    equal(people.distinct("born", lt("_id", 3), Integer.class).into(new ArrayList<>()), List.of(1900, 1901, 1902));
  }

  void replaceAndDelete() {
    equal(people.replaceOne(eq(0), named("Grace")).getModifiedCount(), 1L);
    equal(people.find(eq(0)).first().getString("name"), "Grace");
    equal(people.deleteOne(eq(299)).getDeletedCount(), 1L);
    equal(people.deleteMany(gte("_id", 200)).getDeletedCount(), 99L);
  }

  void bulkWrite() {
    var result = people.bulkWrite(List.of(new InsertOneModel<>(person(500)), new InsertOneModel<>(person(501)),
        new ReplaceOneModel<>(eq(500), named("bulk")),
        new ReplaceOneModel<>(eq(502), named("new"), new ReplaceOptions().upsert(true)),
        new DeleteManyModel<>(gte("_id", 501))));
    equal(List.of(result.getInsertedCount(), result.getModifiedCount(), result.getDeletedCount()), List.of(2, 1, 2));
    equal(result.getUpserts().size(), 1);
    var clash = List.of(new InsertOneModel<>(person(500)), new InsertOneModel<>(person(503)), new InsertOneModel<>(person(1)));
    var error = fails(MongoBulkWriteException.class, -3,
        () -> people.bulkWrite(clash, new BulkWriteOptions().ordered(false)));
    equal(error.getWriteErrors().stream().map(e -> e.getIndex() + ":" + e.getCode()).toList(), List.of("0:11000", "2:11000"));
  }

  void errors() {
    var duplicate = fails(MongoWriteException.class, 11000, () -> people.insertOne(person(1)));
    yes(duplicate.getError().getMessage().contains("dup key: { _id: 1 }"));
    var unknown = fails(MongoCommandException.class, 59,
        () -> client.getDatabase("admin").runCommand(new Document("noSuchCommand", 1)));
    equal(unknown.getErrorCodeName(), "CommandNotFound");
    fails(MongoException.class, 2, () -> people.find(new Document("$noSuchOperator", 1)).first());
    Document raw = client.getDatabase("app").runCommand(new Document("insert", "people").append("documents", List.of(person(1))));
    equal(raw.getList("writeErrors", Document.class).get(0).get("keyPattern"), new Document("_id", 1));
  }

  void useIndexes() {
    MongoCollection<Document> pets = client.getDatabase("app").getCollection("pets");
    equal(pets.createIndex(Indexes.ascending("name"), new IndexOptions().unique(true)), "name_1");
    equal(pets.createIndexes(List.of(
        new IndexModel(Indexes.compoundIndex(Indexes.ascending("kind"), Indexes.descending("born"))),
        new IndexModel(Indexes.ascending("seen"), new IndexOptions().expireAfter(9L, TimeUnit.SECONDS)))),
        List.of("kind_1_born_-1", "seen_1"));
    List<Document> listed = pets.listIndexes().into(new ArrayList<>());
    equal(listed.size(), 4);
    yes(listed.get(1).getBoolean("unique"));
    pets.insertOne(new Document("name", "Rex"));
    fails(MongoWriteException.class, 11000, () -> pets.insertOne(new Document("name", "Rex")));
    pets.dropIndex("name_1");
    fails(MongoCommandException.class, 27, () -> pets.dropIndex("name_1"));
    pets.dropIndexes();
    equal(pets.listIndexes().into(new ArrayList<>()).size(), 1);
    pets.drop();
  }

  void useSessions() {
    try (ClientSession session = client.startSession()) {
      people.insertOne(session, person(700));
      equal(people.find(session, eq(700)).first(), person(700));
      equal(sent.get(sent.size() - 1).getCommand().getDocument("lsid"), session.getServerSession().getIdentifier());
      yes(session.getOperationTime() != null && session.getClusterTime() != null);
    }
  }

  void retryWrites() {
    yes(sent.stream().anyMatch(e -> e.getCommandName().equals("insert") && e.getCommand().containsKey("txnNumber")));
    yes(sent.stream().anyMatch(e -> e.getCommandName().equals("delete") && e.getCommand().containsKey("txnNumber")));
  }

  void compress() {
    String text = "zlib".repeat(10000);
    try (MongoClient other = connect(b -> b.compressorList(List.of(MongoCompressor.createZlibCompressor())))) {
      peopleOf(other).insertOne(named(text).append("_id", 800));
      equal(peopleOf(other).find(eq(800)).first().getString("name"), text);
    }
  }

  void listAndDrop() {
    yes(client.listDatabaseNames().into(new ArrayList<>()).contains("app"));
    equal(client.getDatabase("app").listCollectionNames().into(new ArrayList<>()), List.of("people"));
    people.drop();
    equal(client.getDatabase("app").listCollectionNames().into(new ArrayList<>()), List.of());
    client.getDatabase("app").drop();
  }

  static MongoClient logInAs(String password) {
    return connectTo(System.getenv("MEERKAT_AUTH_URI"), builder -> {
      if (password == null) return;
      builder.credential(MongoCredential.createScramSha256Credential("ada", "admin", password.toCharArray()));
    });
  }

  void logIn() {
    Document user = new Document("createUser", "ada").append("pwd", "pencil").append("roles", List.of("readWriteAnyDatabase"));
    try (MongoClient first = logInAs(null)) {
      first.getDatabase("admin").runCommand(user);
      fails(MongoCommandException.class, 13, () -> peopleOf(first).find().first());
    }
    try (MongoClient known = logInAs("pencil")) {
      peopleOf(known).insertOne(person(1));
      equal(peopleOf(known).find().first(), person(1));
    }
    try (MongoClient refused = logInAs("wrong")) {
      var error = fails(MongoSecurityException.class, -4, () -> peopleOf(refused).find().first());
      equal(((MongoCommandException) error.getCause()).getCode(), 18);
    }
  }

  static void step(String name, Runnable run) {
    run.run();
    System.out.println("  " + name);
  }

  public static void main(String[] arguments) {
    System.out.println("Java driver " + MongoDriverVersion.VERSION);
    Program program = new Program();
    step("greet", program::greet);
    step("insert", program::insert);
    step("find in batches", program::findInBatches);
    step("find parts", program::findParts);
    step("count", program::count);
    step("replace and delete", program::replaceAndDelete);
    step("bulk write", program::bulkWrite);
    step("errors", program::errors);
    step("use indexes", program::useIndexes);
    step("use sessions", program::useSessions);
    step("retry writes", program::retryWrites);
    step("compress", program::compress);
    step("list and drop", program::listAndDrop);
    step("log in", program::logIn);
    program.client.close();
  }
}
