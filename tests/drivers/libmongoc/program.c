// A client's everyday calls through libmongoc. Leaving early is the system's to tidy up.
#include <mongoc/mongoc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mongoc_client_t* client;
static mongoc_collection_t* people;
static bson_error_t error;
static int get_mores, kill_cursors, transaction_numbers;

#define CHECK(claim)                                                            \
  do {                                                                          \
    if (!(claim)) {                                                             \
      fprintf(stderr, "%d: not so: %s (%u %s)\n", __LINE__, #claim, error.code, \
              error.message);                                                   \
      exit(1);                                                                  \
    }                                                                           \
  } while (false)

// A document from JSON with printf's conversions. Few are ever freed.
static bson_t* Json(const char* format, ...) {
  char text[4096];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  bson_t* document = bson_new_from_json((const uint8_t*)text, -1, &error);
  CHECK(document != NULL);
  return document;
}

static bool Same(const bson_t* got, const char* expected) {
  char* text = bson_as_relaxed_extended_json(got, NULL);
  if (strcmp(text, expected) == 0) return true;
  fprintf(stderr, "got %s, expected %s\n", text, expected);
  return false;
}

// The number at a path ("cursor.id") as a double, or -1.
static double Number(const bson_t* document, const char* path) {
  bson_iter_t start, found;
  const bool exists = bson_iter_init(&start, document) && bson_iter_find_descendant(&start, path, &found);
  return exists ? bson_iter_as_double(&found) : -1;
}

static void Started(const mongoc_apm_command_started_t* event) {
  const char* name = mongoc_apm_command_started_get_command_name(event);
  if (strcmp(name, "getMore") == 0) get_mores++;
  if (strcmp(name, "killCursors") == 0) kill_cursors++;
  if (bson_has_field(mongoc_apm_command_started_get_command(event), "txnNumber")) transaction_numbers++;
}

static mongoc_client_t* Connect(const char* variable, const char* compressor) {
  const char* text = getenv(variable);
  CHECK(text != NULL);
  mongoc_uri_t* uri = mongoc_uri_new_with_error(text, &error);
  CHECK(uri != NULL);
  if (compressor != NULL) CHECK(mongoc_uri_set_compressors(uri, compressor));
  mongoc_client_t* made = mongoc_client_new_from_uri_with_error(uri, &error);
  CHECK(made != NULL && mongoc_client_set_error_api(made, MONGOC_ERROR_API_VERSION_2));
  mongoc_uri_destroy(uri);
  return made;
}

static int CountOf(const char* filter, const char* options, int batches_at_least) {
  const int before = get_mores;
  mongoc_cursor_t* cursor = mongoc_collection_find_with_opts(people, Json(filter), Json(options), NULL);
  const bson_t* document;
  int count = 0;
  while (mongoc_cursor_next(cursor, &document)) count++;
  CHECK(!mongoc_cursor_error(cursor, &error));
  CHECK(get_mores - before >= batches_at_least);
  mongoc_cursor_destroy(cursor);
  return count;
}

static void Greet(void) {
  bson_t reply;
  CHECK(mongoc_client_command_simple(client, "admin", Json("{\"ping\": 1}"), NULL, &reply, &error));
  CHECK(mongoc_client_command_simple(client, "admin", Json("{\"hello\": 1}"), NULL, &reply, &error));
  CHECK(Number(&reply, "maxWireVersion") >= 21);
}

static void Insert(void) {
  bson_t* many[299];
  CHECK(mongoc_collection_insert_one(people, Json("{\"_id\": 0, \"name\": \"Ada\"}"), NULL, NULL, &error));
  for (int i = 1; i < 300; i++) many[i - 1] = Json("{\"_id\": %d, \"name\": \"p%d\", \"born\": %d}", i, i, 1900 + i % 100);
  bson_t reply;
  CHECK(mongoc_collection_insert_many(people, (const bson_t**)many, 299, NULL, &reply, &error));
  CHECK(Number(&reply, "insertedCount") == 299);
}

static void Find(void) {
  CHECK(CountOf("{}", "{\"batchSize\": 50, \"sort\": {\"_id\": 1}}", 5) == 300);
  CHECK(CountOf("{\"_id\": -1}", "{}", 0) == 0);
  mongoc_cursor_t* page = mongoc_collection_find_with_opts(
      people, Json("{\"born\": {\"$gte\": 1990}}"),
      Json("{\"projection\": {\"name\": 1, \"_id\": 0}, \"sort\": {\"born\": -1, \"_id\": 1}, \"skip\": 3, \"limit\": 2}"), NULL);
  const bson_t* document;
  CHECK(mongoc_cursor_next(page, &document) && Same(document, "{ \"name\" : \"p98\" }"));
  CHECK(mongoc_cursor_next(page, &document) && Same(document, "{ \"name\" : \"p198\" }"));
  CHECK(!mongoc_cursor_next(page, &document) && !mongoc_cursor_error(page, &error));
  mongoc_cursor_destroy(page);
  mongoc_cursor_t* left_open = mongoc_collection_find_with_opts(people, Json("{}"), Json("{\"batchSize\": 2}"), NULL);
  CHECK(mongoc_cursor_next(left_open, &document));
  mongoc_cursor_destroy(left_open);
  CHECK(kill_cursors == 1);
}

static void Count(void) {
  CHECK(mongoc_collection_count_documents(people, Json("{\"born\": {\"$lt\": 1950}}"), NULL, NULL, NULL, &error) == 149);
  CHECK(mongoc_collection_estimated_document_count(people, NULL, NULL, NULL, &error) == 300);
}

static void ReplaceAndDelete(void) {
  bson_t reply;
  CHECK(mongoc_collection_replace_one(people, Json("{\"_id\": 0}"), Json("{\"name\": \"Grace\"}"), NULL, &reply, &error));
  CHECK(Number(&reply, "modifiedCount") == 1);
  CHECK(CountOf("{\"name\": \"Grace\"}", "{}", 0) == 1);
  CHECK(mongoc_collection_delete_one(people, Json("{\"_id\": 299}"), NULL, &reply, &error));
  CHECK(Number(&reply, "deletedCount") == 1);
  CHECK(mongoc_collection_delete_many(people, Json("{\"_id\": {\"$gte\": 200}}"), NULL, &reply, &error));
  CHECK(Number(&reply, "deletedCount") == 99);
}

static void BulkWrite(void) {
  mongoc_bulk_operation_t* bulk = mongoc_collection_create_bulk_operation_with_opts(people, NULL);
  CHECK(mongoc_bulk_operation_insert_with_opts(bulk, Json("{\"_id\": 500}"), NULL, &error));
  CHECK(mongoc_bulk_operation_replace_one_with_opts(bulk, Json("{\"_id\": 500}"), Json("{\"a\": 1}"), NULL, &error));
  CHECK(mongoc_bulk_operation_replace_one_with_opts(bulk, Json("{\"_id\": 502}"), Json("{\"a\": 1}"),
                                                    Json("{\"upsert\": true}"), &error));
  CHECK(mongoc_bulk_operation_remove_many_with_opts(bulk, Json("{\"_id\": {\"$gte\": 150}}"), NULL, &error));
  bson_t reply;
  CHECK(mongoc_bulk_operation_execute(bulk, &reply, &error) != 0);
  CHECK(Number(&reply, "nInserted") == 1 && Number(&reply, "nModified") == 1);
  CHECK(Number(&reply, "nUpserted") == 1 && Number(&reply, "nRemoved") == 52);
  mongoc_bulk_operation_destroy(bulk);
}

static void Errors(void) {
  bson_t reply;
  CHECK(!mongoc_collection_insert_one(people, Json("{\"_id\": 1}"), NULL, &reply, &error));
  CHECK(error.code == 11000 && Number(&reply, "writeErrors.0.code") == 11000);
  bson_t* insert = Json("{\"insert\": \"people\", \"documents\": [{\"_id\": 1}]}");
  mongoc_client_command_simple(client, "app", insert, NULL, &reply, &error);
  CHECK(Number(&reply, "writeErrors.0.keyPattern._id") == 1);
  CHECK(!mongoc_client_command_simple(client, "app", Json("{\"noSuchCommand\": 1}"), NULL, &reply, &error));
  CHECK(error.code == 59);
}

// As commands, since the calls for them are newer than Debian's libmongoc.
static void UseIndexes(void) {
  mongoc_collection_t* pets = mongoc_client_get_collection(client, "app", "pets");
  bson_t* create = Json("{\"createIndexes\": \"pets\", \"indexes\": [{\"key\": {\"name\": 1}, \"name\": \"name_1\","
                        "\"unique\": true}, {\"key\": {\"kind\": 1, \"born\": -1}, \"name\": \"kind\"}]}");
  bson_t reply;
  CHECK(mongoc_collection_write_command_with_opts(pets, create, NULL, &reply, &error));
  CHECK(Number(&reply, "numIndexesAfter") == 3);
  mongoc_cursor_t* indexes = mongoc_collection_find_indexes_with_opts(pets, NULL);
  const bson_t* index;
  CHECK(mongoc_cursor_next(indexes, &index) && Same(index, "{ \"v\" : 2, \"key\" : { \"_id\" : 1 }, \"name\" : \"_id_\" }"));
  CHECK(mongoc_cursor_next(indexes, &index) && Number(index, "unique") == 1);
  CHECK(mongoc_cursor_next(indexes, &index) && Number(index, "key.born") == -1);
  CHECK(!mongoc_cursor_next(indexes, &index) && !mongoc_cursor_error(indexes, &error));
  mongoc_cursor_destroy(indexes);
  CHECK(mongoc_collection_insert_one(pets, Json("{\"name\": \"Rex\"}"), NULL, NULL, &error));
  CHECK(!mongoc_collection_insert_one(pets, Json("{\"name\": \"Rex\"}"), NULL, NULL, &error) && error.code == 11000);
  CHECK(mongoc_collection_drop_index(pets, "name_1", &error));
  CHECK(!mongoc_collection_drop_index(pets, "name_1", &error) && error.code == 27);
  CHECK(mongoc_collection_drop(pets, &error));
  mongoc_collection_destroy(pets);
}

static void UseSessions(void) {
  mongoc_client_session_t* session = mongoc_client_start_session(client, NULL, &error);
  CHECK(session != NULL);
  bson_t options = BSON_INITIALIZER;
  CHECK(mongoc_client_session_append(session, &options, &error));
  CHECK(mongoc_collection_insert_one(people, Json("{\"_id\": 700}"), &options, NULL, &error));
  uint32_t time = 0, increment = 0;
  mongoc_client_session_get_operation_time(session, &time, &increment);
  CHECK(time != 0 && mongoc_client_session_get_cluster_time(session) != NULL);
  mongoc_client_session_destroy(session);
}

static void RetryWrites(void) { CHECK(transaction_numbers > 0); }

static void Compress(void) {
  const char* compressors[] = {"zlib", "snappy", "zstd"};
  for (int i = 0; i < 3; i++) {
    mongoc_client_t* other = Connect("MEERKAT_URI", compressors[i]);
    mongoc_collection_t* texts = mongoc_client_get_collection(other, "app", "compressed");
    CHECK(mongoc_collection_insert_one(texts, Json("{\"_id\": %d, \"text\": \"%03000d\"}", i, i), NULL, NULL, &error));
    CHECK(mongoc_collection_estimated_document_count(texts, NULL, NULL, NULL, &error) == i + 1);
    mongoc_collection_destroy(texts);
    mongoc_client_destroy(other);
  }
}

static void ListAndDrop(void) {
  mongoc_database_t* app = mongoc_client_get_database(client, "app");
  char** names = mongoc_database_get_collection_names_with_opts(app, NULL, &error);
  CHECK(names != NULL && names[0] != NULL && names[1] != NULL && names[2] == NULL);
  CHECK(mongoc_collection_drop(people, &error));
  CHECK(mongoc_database_drop(app, &error));
  bson_strfreev(names);
  mongoc_database_destroy(app);
}

static void UseUnixSocket(void) {
  mongoc_client_t* other = Connect("MEERKAT_SOCKET_URI", NULL);
  CHECK(mongoc_client_command_simple(other, "admin", Json("{\"ping\": 1}"), NULL, NULL, &error));
  mongoc_client_destroy(other);
}

static bool FindsAs(const char* password) {
  mongoc_uri_t* uri = mongoc_uri_new(getenv("MEERKAT_AUTH_URI"));
  if (password != NULL) {
    CHECK(mongoc_uri_set_username(uri, "ada") && mongoc_uri_set_password(uri, password));
    CHECK(mongoc_uri_set_auth_mechanism(uri, "SCRAM-SHA-256") && mongoc_uri_set_auth_source(uri, "admin"));
  }
  mongoc_client_t* other = mongoc_client_new_from_uri(uri);
  mongoc_client_set_error_api(other, MONGOC_ERROR_API_VERSION_2);
  const bool done = mongoc_client_command_simple(other, "app", Json("{\"find\": \"people\"}"), NULL, NULL, &error);
  mongoc_client_destroy(other);
  mongoc_uri_destroy(uri);
  return done;
}

static void LogIn(void) {
  mongoc_client_t* first = Connect("MEERKAT_AUTH_URI", NULL);
  bson_t* user = Json("{\"createUser\": \"ada\", \"pwd\": \"pencil\", \"roles\": [\"readWriteAnyDatabase\"]}");
  CHECK(mongoc_client_command_simple(first, "admin", user, NULL, NULL, &error));
  mongoc_client_destroy(first);
  CHECK(!FindsAs(NULL) && error.code == 13);
  CHECK(FindsAs("pencil"));
  CHECK(!FindsAs("wrong") && error.domain == MONGOC_ERROR_CLIENT && error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE);
}

int main(void) {
  static const struct {
    const char* name;
    void (*run)(void);
  } steps[] = {
      {"greet", Greet},
      {"insert", Insert},
      {"find", Find},
      {"count", Count},
      {"replace and delete", ReplaceAndDelete},
      {"bulk write", BulkWrite},
      {"errors", Errors},
      {"use indexes", UseIndexes},
      {"use sessions", UseSessions},
      {"retry writes", RetryWrites},
      {"compress", Compress},
      {"list and drop", ListAndDrop},
      {"use Unix socket", UseUnixSocket},
      {"log in", LogIn},
  };
  mongoc_init();
  mongoc_log_set_handler(NULL, NULL);
  printf("libmongoc %s\n", mongoc_get_version());
  client = Connect("MEERKAT_URI", NULL);
  mongoc_apm_callbacks_t* callbacks = mongoc_apm_callbacks_new();
  mongoc_apm_set_command_started_cb(callbacks, Started);
  mongoc_client_set_apm_callbacks(client, callbacks, NULL);
  people = mongoc_client_get_collection(client, "app", "people");
  for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
    steps[i].run();
    printf("  %s\n", steps[i].name);
  }
  mongoc_collection_destroy(people);
  mongoc_client_destroy(client);
  mongoc_apm_callbacks_destroy(callbacks);
  mongoc_cleanup();
  return 0;
}
