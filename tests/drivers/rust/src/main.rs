//! A client's everyday calls through the Rust driver.

use std::env;
use std::sync::{Arc, Mutex};

use mongodb::bson::{doc, Document};
use mongodb::error::{Error, ErrorKind, WriteFailure};
use mongodb::event::command::{CommandEvent, CommandStartedEvent};
use mongodb::event::EventHandler;
use mongodb::options::{AuthMechanism, ClientOptions, Compressor, Credential, IndexOptions};
use mongodb::sync::{Client, Collection};
use mongodb::IndexModel;

type Outcome = mongodb::error::Result<()>;
type Sent = Arc<Mutex<Vec<CommandStartedEvent>>>;

struct Program {
    client: Client,
    people: Collection<Document>,
    sent: Sent,
}

fn connect(variable: &str, change: impl FnOnce(&mut ClientOptions)) -> mongodb::error::Result<Client> {
    let uri = env::var(variable).unwrap();
    let mut options = ClientOptions::parse(uri).run()?;
    change(&mut options);
    Client::with_options(options)
}

fn people_of(client: &Client) -> Collection<Document> {
    client.database("app").collection("people")
}

fn person(id: i32) -> Document {
    doc! {"_id": id, "name": format!("p{id}"), "born": 1900 + id % 100}
}

/// The error's code, wherever it stands.
fn code_of(error: &Error) -> Option<i32> {
    match error.kind.as_ref() {
        ErrorKind::Command(failure) => Some(failure.code),
        ErrorKind::Write(WriteFailure::WriteError(failure)) => Some(failure.code),
        ErrorKind::InsertMany(failure) => failure.write_errors.as_ref().map(|errors| errors[0].code),
        _ => None,
    }
}

fn fails<T>(code: i32, result: mongodb::error::Result<T>) -> Error {
    let error = result.err().unwrap_or_else(|| panic!("no error, expected {code}"));
    assert_eq!(code_of(&error), Some(code), "{error}");
    error
}

impl Program {
    fn sent_as(&self, name: &str) -> Vec<Document> {
        let sent = self.sent.lock().unwrap();
        sent.iter().filter(|event| event.command_name == name).map(|event| event.command.clone()).collect()
    }

    fn greet(&self) -> Outcome {
        let admin = self.client.database("admin");
        assert_eq!(admin.run_command(doc! {"ping": 1}).run()?.get_f64("ok")?, 1.0);
        let hello = admin.run_command(doc! {"hello": 1}).run()?;
        assert!(hello.get_bool("isWritablePrimary")?);
        assert!(hello.get_i32("maxWireVersion")? >= 21);
        Ok(())
    }

    fn insert(&self) -> Outcome {
        assert_eq!(self.people.insert_one(person(0)).run()?.inserted_id.as_i32(), Some(0));
        assert_eq!(self.people.insert_many((1..300).map(person)).run()?.inserted_ids.len(), 299);
        Ok(())
    }

    fn find_in_batches(&self) -> Outcome {
        let cursor = self.people.find(doc! {}).batch_size(50).sort(doc! {"_id": 1}).run()?;
        let found: Vec<Document> = cursor.collect::<Result<_, _>>()?;
        assert_eq!(found, (0..300).map(person).collect::<Vec<_>>());
        assert!(self.sent_as("getMore").len() >= 5);
        Ok(())
    }

    fn find_parts(&self) -> Outcome {
        let query = self.people.find(doc! {"born": {"$gte": 1990}}).projection(doc! {"name": 1, "_id": 0});
        let page = query.sort(doc! {"born": -1, "_id": 1}).skip(3).limit(2).run()?;
        let page: Vec<Document> = page.collect::<Result<_, _>>()?;
        assert_eq!(page, [doc! {"name": "p98"}, doc! {"name": "p198"}]);
        assert_eq!(self.people.find_one(doc! {"_id": -1}).run()?, None);
        Ok(())
    }

    fn count(&self) -> Outcome {
        assert_eq!(self.people.count_documents(doc! {"born": {"$lt": 1950}}).run()?, 150);
        assert_eq!(self.people.estimated_document_count().run()?, 300);
        assert_eq!(self.people.distinct("born", doc! {"_id": {"$lt": 3}}).run()?.len(), 3);
        Ok(())
    }

    fn replace_and_delete(&self) -> Outcome {
        assert_eq!(self.people.replace_one(doc! {"_id": 0}, doc! {"name": "Grace"}).run()?.modified_count, 1);
        let grace = self.people.find_one(doc! {"_id": 0}).run()?;
        assert_eq!(grace, Some(doc! {"_id": 0, "name": "Grace"}));
        let upserted = self.people.replace_one(doc! {"_id": 500}, doc! {"a": 1}).upsert(true).run()?;
        assert_eq!(upserted.upserted_id.and_then(|id| id.as_i32()), Some(500));
        assert_eq!(self.people.delete_one(doc! {"_id": 500}).run()?.deleted_count, 1);
        assert_eq!(self.people.delete_many(doc! {"_id": {"$gte": 200}}).run()?.deleted_count, 100);
        Ok(())
    }

    /// The driver's own bulk write needs the command bulkWrite of MongoDB 8.
    fn insert_unordered(&self) -> Outcome {
        let error = fails(11000, self.people.insert_many([1, 503, 2].map(person)).ordered(false).run());
        let ErrorKind::InsertMany(failure) = error.kind.as_ref() else { panic!("{error}") };
        let indexes: Vec<_> = failure.write_errors.iter().flatten().map(|error| error.index).collect();
        assert_eq!(indexes, [0, 2]);
        assert_eq!(self.people.find_one(doc! {"_id": 503}).run()?, Some(person(503)));
        Ok(())
    }

    fn errors(&self) -> Outcome {
        fails(11000, self.people.insert_one(person(1)).run());
        fails(59, self.client.database("admin").run_command(doc! {"noSuchCommand": 1}).run());
        fails(2, self.people.find_one(doc! {"$noSuchOperator": 1}).run());
        let insert = doc! {"insert": "people", "documents": [person(1)]};
        let reply = self.client.database("app").run_command(insert).run()?;
        let first = reply.get_array("writeErrors")?[0].as_document().unwrap();
        assert_eq!(first.get_document("keyPattern")?, &doc! {"_id": 1});
        Ok(())
    }

    fn use_indexes(&self) -> Outcome {
        let pets: Collection<Document> = self.client.database("app").collection("pets");
        let unique = IndexOptions::builder().unique(true).build();
        let by_name = IndexModel::builder().keys(doc! {"name": 1}).options(unique).build();
        assert_eq!(pets.create_index(by_name).run()?.index_name, "name_1");
        let others = [doc! {"kind": 1, "born": -1}, doc! {"seen": 1}].map(|keys| IndexModel::builder().keys(keys).build());
        assert_eq!(pets.create_indexes(others).run()?.index_names, ["kind_1_born_-1", "seen_1"]);
        assert_eq!(pets.list_index_names().run()?, ["_id_", "name_1", "kind_1_born_-1", "seen_1"]);
        pets.insert_one(doc! {"name": "Rex"}).run()?;
        fails(11000, pets.insert_one(doc! {"name": "Rex"}).run());
        pets.drop_index("name_1").run()?;
        fails(27, pets.drop_index("name_1").run());
        pets.drop_indexes().run()?;
        assert_eq!(pets.list_index_names().run()?, ["_id_"]);
        pets.drop().run()
    }

    fn use_sessions(&self) -> Outcome {
        let mut session = self.client.start_session().run()?;
        self.people.insert_one(person(700)).session(&mut session).run()?;
        let found = self.people.find_one(doc! {"_id": 700}).session(&mut session).run()?;
        assert_eq!(found, Some(person(700)));
        assert_eq!(self.sent_as("find").last().unwrap().get_document("lsid")?, session.id());
        assert!(session.cluster_time().is_some());
        Ok(())
    }

    fn retry_writes(&self) -> Outcome {
        assert!(self.sent_as("insert").iter().any(|command| command.contains_key("txnNumber")));
        assert!(self.sent_as("delete").iter().any(|command| command.contains_key("txnNumber")));
        Ok(())
    }

    fn compress(&self) -> Outcome {
        let zlib = Compressor::Zlib { level: None };
        let other = connect("MEERKAT_URI", |options| options.compressors = Some(vec![zlib]))?;
        let text = "zlib".repeat(10000);
        people_of(&other).insert_one(doc! {"_id": 800, "text": &text}).run()?;
        let found = people_of(&other).find_one(doc! {"_id": 800}).run()?.unwrap();
        assert_eq!(found.get_str("text")?, text);
        Ok(())
    }

    fn list_and_drop(&self) -> Outcome {
        let app = self.client.database("app");
        assert!(self.client.list_database_names().run()?.contains(&"app".to_string()));
        assert_eq!(app.list_collection_names().run()?, ["people"]);
        self.people.drop().run()?;
        assert!(app.list_collection_names().run()?.is_empty());
        app.drop().run()
    }

    fn use_unix_socket(&self) -> Outcome {
        let other = connect("MEERKAT_SOCKET_URI", |_| {})?;
        people_of(&other).insert_one(person(1)).run()?;
        assert_eq!(people_of(&other).find_one(doc! {}).run()?, Some(person(1)));
        Ok(())
    }

    fn log_in(&self) -> Outcome {
        let log_in_as = |password: &str| {
            let builder = Credential::builder().username("ada".to_string()).password(password.to_string());
            let credential = builder.mechanism(AuthMechanism::ScramSha256).build();
            connect("MEERKAT_AUTH_URI", |options| options.credential = Some(credential))
        };
        let first = connect("MEERKAT_AUTH_URI", |_| {})?;
        let user = doc! {"createUser": "ada", "pwd": "pencil", "roles": ["readWriteAnyDatabase"]};
        first.database("admin").run_command(user).run()?;
        fails(13, people_of(&first).find_one(doc! {}).run());
        let known = people_of(&log_in_as("pencil")?);
        known.insert_one(person(1)).run()?;
        assert_eq!(known.find_one(doc! {}).run()?, Some(person(1)));
        let refused = people_of(&log_in_as("wrong")?).find_one(doc! {}).run().unwrap_err();
        assert!(matches!(refused.kind.as_ref(), ErrorKind::Authentication { .. }), "{refused}");
        Ok(())
    }
}

fn driver_version() -> &'static str {
    let lock = include_str!("../Cargo.lock");
    let after = lock.split("name = \"mongodb\"\nversion = \"").nth(1);
    after.and_then(|rest| rest.split('"').next()).unwrap_or("of an unknown version")
}

fn main() -> Outcome {
    println!("Rust driver {}", driver_version());
    let sent = Sent::default();
    let kept = sent.clone();
    let handler = EventHandler::callback(move |event| {
        if let CommandEvent::Started(started) = event {
            kept.lock().unwrap().push(started);
        }
    });
    let client = connect("MEERKAT_URI", |options| options.command_event_handler = Some(handler))?;
    let program = Program { people: people_of(&client), client, sent };
    let steps: [(&str, fn(&Program) -> Outcome); 15] = [
        ("greet", Program::greet),
        ("insert", Program::insert),
        ("find in batches", Program::find_in_batches),
        ("find parts", Program::find_parts),
        ("count", Program::count),
        ("replace and delete", Program::replace_and_delete),
        ("insert unordered", Program::insert_unordered),
        ("errors", Program::errors),
        ("use indexes", Program::use_indexes),
        ("use sessions", Program::use_sessions),
        ("retry writes", Program::retry_writes),
        ("compress", Program::compress),
        ("list and drop", Program::list_and_drop),
        ("use unix socket", Program::use_unix_socket),
        ("log in", Program::log_in),
    ];
    for (name, step) in steps {
        step(&program)?;
        println!("  {name}");
    }
    Ok(())
}
