from pymongo import MongoClient

client = MongoClient("mongodb://localhost:27017")
people = client.app.people
people.insert_many([{"name": "Ada", "born": 1815}, {"name": "Alan", "born": 1912}])
for person in people.find({"born": {"$lt": 1900}}, {"_id": 0}):
    print(person)
print(people.count_documents({}), "people")
