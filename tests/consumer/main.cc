// The smallest program that embeds Meerkat; it uses nothing but what is
// installed.
#include <meerkat/meerkat.h>

#include <iostream>

int main() {
  absl::StatusOr<meerkat::Client> client = meerkat::Client::Open(":memory:");
  if (!client.ok()) {
    std::cerr << client.status() << "\n";
    return 1;
  }
  meerkat::Collection people = (*client)["app"]["people"];
  auto inserted =
      people.InsertOne(meerkat::Document{{"_id", 1}, {"name", "Ada"}});
  if (!inserted.ok()) {
    std::cerr << inserted.status() << "\n";
    return 1;
  }
  std::cout << people.CountDocuments().value() << " document\n";
}
