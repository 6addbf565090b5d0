#include <meerkat/meerkat.h>

#include <iostream>

using namespace meerkat;

int main() {
  // Makes the directory when it is missing; ":memory:" needs none.
  StatusOr<Client> client = Client::Open("my-data");
  if (!client.ok()) {
    std::cerr << client.status() << "\n";
    return 1;
  }
  Collection people = (*client)["app"]["people"];

  auto ada = people.InsertOne(Document{{"name", "Ada"}, {"born", 1815}});
  if (!ada.ok()) {
    std::cerr << ada.status() << "\n";
    return 1;
  }
  auto again = people.FindOne(Document{{"_id", ada->inserted_id}});
  if (again.ok() && again->has_value()) std::cout << ToJson(**again) << "\n";

  StatusOr<Cursor> everyone = people.Find();
  if (!everyone.ok()) return 1;
  for (DocumentView person : *everyone) {
    std::cout << person["name"].AsString() << "\n";
  }
  return everyone->status().ok() ? 0 : 1;
}
