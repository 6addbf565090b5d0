"""The cities of the demo through PyMongo: demo_pymongo.py URI"""

import sys

import pymongo

client = pymongo.MongoClient(sys.argv[1])
cities = client.geo.cities
print(f"PyMongo {pymongo.version} sees {cities.count_documents({})} cities in {client.list_database_names()}")

capitals = cities.find({"feature": "PPLC", "loc.1": {"$lt": -30}}, {"_id": 0, "name": 1, "country": 1})
for city in capitals.sort("name").batch_size(2):
    print(city)

cities.insert_one({"_id": -1, "name": "Atlantis", "population": 0})
try:
    cities.insert_one({"_id": -1, "name": "Atlantis, again"})
except pymongo.errors.DuplicateKeyError as error:
    print("twice is an error:", error.details["errmsg"])
cities.delete_one({"_id": -1})
