// The smallest program that embeds Meerkat and lets drivers use its database;
// it uses nothing but what is installed.
#include <meerkat/meerkat.h>
#include <meerkat/server.h>

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
  auto server = meerkat::Server::Start(*client, {.port = 0});
  if (!server.ok()) {
    std::cerr << server.status() << "\n";
    return 1;
  }
  std::cout << "listening on " << (*server)->uris().front() << "\n";
  (*server)->Stop();
  std::cout << people.CountDocuments().value() << " document\n";
}
