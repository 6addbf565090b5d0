// A client's everyday calls through the Go driver.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/version"
)

var (
	ctx    = context.Background()
	client *mongo.Client
	people *mongo.Collection
	sent   []*event.CommandStartedEvent
)

func must[T any](value T, err error) T {
	no(err)
	return value
}

func no(err error) {
	if err != nil {
		panic(err)
	}
}

func equal(got, expected any) {
	if !reflect.DeepEqual(got, expected) {
		panic(fmt.Sprintf("got %#v, expected %#v", got, expected))
	}
}

func fails(code int, err error) {
	var failure mongo.ServerError
	if !errors.As(err, &failure) || !failure.HasErrorCode(code) {
		panic(fmt.Sprintf("got %v, expected error %d", err, code))
	}
}

func connect(uri string, more ...*options.ClientOptions) *mongo.Client {
	return must(mongo.Connect(append([]*options.ClientOptions{options.Client().ApplyURI(uri)}, more...)...))
}

func greet() {
	no(client.Ping(ctx, nil))
	var hello struct {
		IsWritablePrimary bool
		MaxWireVersion    int
	}
	no(client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello))
	equal(hello.IsWritablePrimary && hello.MaxWireVersion >= 21, true)
}

func insert() {
	equal(must(people.InsertOne(ctx, bson.M{"_id": 0, "name": "Ada", "born": 1815})).InsertedID, int32(0))
	var many []bson.M
	for i := 1; i < 300; i++ {
		many = append(many, bson.M{"_id": i, "name": fmt.Sprint("p", i), "born": 1900 + i%100})
	}
	equal(len(must(people.InsertMany(ctx, many)).InsertedIDs), 299)
}

func findInBatches() {
	cursor := must(people.Find(ctx, bson.M{}, options.Find().SetBatchSize(50).SetSort(bson.M{"_id": 1})))
	count := 0
	for ; cursor.Next(ctx); count++ {
		equal(cursor.Current.Lookup("_id").AsInt64(), int64(count))
	}
	no(cursor.Err())
	equal(count, 300)
	getMores := 0
	for _, command := range sent {
		if command.CommandName == "getMore" {
			getMores++
		}
	}
	equal(getMores >= 5, true)
	leftOpen := must(people.Find(ctx, bson.M{}, options.Find().SetBatchSize(2)))
	equal(leftOpen.Next(ctx), true)
	no(leftOpen.Close(ctx))
	equal(sent[len(sent)-1].CommandName, "killCursors")
}

func findParts() {
	var page []bson.M
	query := options.Find().SetProjection(bson.M{"name": 1, "_id": 0}).SetSkip(3).SetLimit(2)
	query.SetSort(bson.D{{Key: "born", Value: -1}, {Key: "_id", Value: 1}})
	no(must(people.Find(ctx, bson.M{"born": bson.M{"$gte": 1990}}, query)).All(ctx, &page))
	equal(page, []bson.M{{"name": "p98"}, {"name": "p198"}})
	equal(people.FindOne(ctx, bson.M{"_id": -1}).Err(), mongo.ErrNoDocuments)
}

func count() {
	equal(must(people.CountDocuments(ctx, bson.M{"born": bson.M{"$lt": 1950}})), int64(150))
	equal(must(people.EstimatedDocumentCount(ctx)), int64(300))
	var years []int
	no(people.Distinct(ctx, "born", bson.M{"_id": bson.M{"$lt": 3}}).Decode(&years))
	equal(len(years), 3)
}

func replaceAndDelete() {
	equal(must(people.ReplaceOne(ctx, bson.M{"_id": 0}, bson.M{"name": "Grace"})).ModifiedCount, int64(1))
	var grace bson.M
	no(people.FindOne(ctx, bson.M{"_id": 0}).Decode(&grace))
	equal(grace, bson.M{"_id": int32(0), "name": "Grace"})
	equal(must(people.DeleteOne(ctx, bson.M{"_id": 299})).DeletedCount, int64(1))
	equal(must(people.DeleteMany(ctx, bson.M{"_id": bson.M{"$gte": 200}})).DeletedCount, int64(99))
}

func bulkWrite() {
	insert := func(id int) mongo.WriteModel { return mongo.NewInsertOneModel().SetDocument(bson.M{"_id": id}) }
	result := must(people.BulkWrite(ctx, []mongo.WriteModel{
		insert(500), insert(501),
		mongo.NewReplaceOneModel().SetFilter(bson.M{"_id": 500}).SetReplacement(bson.M{"name": "bulk"}),
		mongo.NewReplaceOneModel().SetFilter(bson.M{"_id": 502}).SetReplacement(bson.M{"a": 1}).SetUpsert(true),
		mongo.NewDeleteManyModel().SetFilter(bson.M{"_id": bson.M{"$gte": 150, "$lt": 200}}),
	}))
	equal([]int64{result.InsertedCount, result.ModifiedCount, result.UpsertedCount, result.DeletedCount},
		[]int64{2, 1, 1, 50})
	_, err := people.BulkWrite(ctx, []mongo.WriteModel{insert(500), insert(503), insert(1)},
		options.BulkWrite().SetOrdered(false))
	var failure mongo.BulkWriteException
	equal(errors.As(err, &failure), true)
	equal([]int{len(failure.WriteErrors), failure.WriteErrors[1].Index}, []int{2, 2})
}

func errorCodes() {
	_, err := people.InsertOne(ctx, bson.M{"_id": 1})
	fails(11000, err)
	var failure mongo.WriteException
	equal(errors.As(err, &failure), true)
	equal(failure.WriteErrors[0].Raw.Lookup("keyPattern", "_id").AsInt64(), int64(1))
	fails(59, client.Database("admin").RunCommand(ctx, bson.M{"noSuchCommand": 1}).Err())
	fails(2, people.FindOne(ctx, bson.M{"$noSuchOperator": 1}).Err())
}

func useIndexes() {
	pets := client.Database("app").Collection("pets")
	unique := mongo.IndexModel{Keys: bson.D{{Key: "name", Value: 1}}, Options: options.Index().SetUnique(true)}
	equal(must(pets.Indexes().CreateOne(ctx, unique)), "name_1")
	equal(must(pets.Indexes().CreateMany(ctx, []mongo.IndexModel{
		{Keys: bson.D{{Key: "kind", Value: 1}, {Key: "born", Value: -1}}, Options: options.Index().SetSparse(true)},
		{Keys: bson.D{{Key: "seen", Value: 1}}, Options: options.Index().SetExpireAfterSeconds(9)},
	})), []string{"kind_1_born_-1", "seen_1"})
	listed := must(pets.Indexes().ListSpecifications(ctx))
	equal([]any{len(listed), listed[1].Name, *listed[1].Unique}, []any{4, "name_1", true})
	must(pets.InsertOne(ctx, bson.M{"name": "Rex"}))
	_, err := pets.InsertOne(ctx, bson.M{"name": "Rex"})
	fails(11000, err)
	var failure mongo.WriteException
	equal(errors.As(err, &failure), true)
	equal(failure.WriteErrors[0].Raw.Lookup("keyValue", "name").StringValue(), "Rex")
	no(pets.Indexes().DropOne(ctx, "name_1"))
	fails(27, pets.Indexes().DropOne(ctx, "name_1"))
	no(pets.Indexes().DropAll(ctx))
	equal(len(must(pets.Indexes().ListSpecifications(ctx))), 1)
	no(pets.Drop(ctx))
}

func useSessions() {
	session := must(client.StartSession())
	defer session.EndSession(ctx)
	no(mongo.WithSession(ctx, session, func(inside context.Context) error {
		must(people.InsertOne(inside, bson.M{"_id": 700}))
		no(people.FindOne(inside, bson.M{"_id": 700}).Err())
		equal(sent[len(sent)-1].Command.Lookup("lsid").Document(), session.ID())
		equal(session.OperationTime() != nil, true)
		return nil
	}))
}

func retryWrites() {
	for _, command := range sent {
		if command.CommandName == "insert" {
			_, err := command.Command.LookupErr("txnNumber")
			no(err)
		}
	}
}

func compress() {
	for _, compressor := range []string{"zlib", "snappy", "zstd"} {
		other := connect(os.Getenv("MEERKAT_URI"), options.Client().SetCompressors([]string{compressor}))
		texts, text := other.Database("app").Collection("compressed"), strings.Repeat(compressor, 10000)
		must(texts.InsertOne(ctx, bson.M{"_id": compressor, "text": text}))
		equal(must(texts.FindOne(ctx, bson.M{"_id": compressor}).Raw()).Lookup("text").StringValue(), text)
		no(other.Disconnect(ctx))
	}
}

func listAndDrop() {
	equal(len(must(client.ListDatabaseNames(ctx, bson.M{"name": "app"}))), 1)
	equal(len(must(client.Database("app").ListCollectionNames(ctx, bson.M{}))), 2)
	no(client.Database("app").Collection("compressed").Drop(ctx))
	equal(must(client.Database("app").ListCollectionNames(ctx, bson.M{})), []string{"people"})
	no(client.Database("app").Drop(ctx))
}

func useUnixSocket() {
	other := connect(os.Getenv("MEERKAT_SOCKET_URI"))
	must(other.Database("app").Collection("local").InsertOne(ctx, bson.M{"_id": 1}))
	no(other.Database("app").Collection("local").FindOne(ctx, bson.M{"_id": 1}).Err())
	no(other.Disconnect(ctx))
}

func logIn() {
	as := func(password string) (*mongo.Client, *mongo.Collection) {
		login := options.Client()
		if password != "" {
			login.SetAuth(options.Credential{AuthMechanism: "SCRAM-SHA-256", Username: "ada", Password: password})
		}
		other := connect(os.Getenv("MEERKAT_AUTH_URI"), login)
		return other, other.Database("app").Collection("people")
	}
	first, open := as("")
	no(first.Database("admin").RunCommand(ctx, bson.D{{Key: "createUser", Value: "ada"}, {Key: "pwd", Value: "pencil"},
		{Key: "roles", Value: bson.A{"readWriteAnyDatabase"}}}).Err())
	fails(13, open.FindOne(ctx, bson.M{}).Err())
	_, known := as("pencil")
	must(known.InsertOne(ctx, bson.M{"_id": 1}))
	no(known.FindOne(ctx, bson.M{"_id": 1}).Err())
	_, refused := as("wrong")
	fails(18, refused.FindOne(ctx, bson.M{}).Err())
}

func main() {
	fmt.Println("Go driver", version.Driver)
	monitor := &event.CommandMonitor{Started: func(_ context.Context, started *event.CommandStartedEvent) {
		sent = append(sent, started)
	}}
	client = connect(os.Getenv("MEERKAT_URI"), options.Client().SetMonitor(monitor))
	people = client.Database("app").Collection("people")
	for _, step := range []struct {
		name string
		run  func()
	}{{"greet", greet}, {"insert", insert}, {"find in batches", findInBatches}, {"find parts", findParts},
		{"count", count}, {"replace and delete", replaceAndDelete}, {"bulk write", bulkWrite}, {"errors", errorCodes},
		{"use indexes", useIndexes}, {"use sessions", useSessions}, {"retry writes", retryWrites}, {"compress", compress},
		{"list and drop", listAndDrop}, {"use unix socket", useUnixSocket}, {"log in", logIn}} {
		step.run()
		fmt.Println(" ", step.name)
	}
	no(client.Disconnect(ctx))
}
