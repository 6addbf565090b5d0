#include "tools/server/peer.h"

#include <string_view>
#include <utility>

#include "tools/server/auth/digest.h"

namespace meerkat::server {

namespace {

bool IsLocal(std::string_view address) {
  constexpr std::string_view kLocal[] = {"127.", "[::1]:", "[::ffff:127.",
                                         "anonymous unix socket"};
  for (const std::string_view prefix : kLocal) {
    if (address.starts_with(prefix)) return true;
  }
  return false;
}

}  // namespace

Peer::Peer(Peers& peers, int32_t id, PeerAddress address,
           const auth::CredentialSource& credentials)
    : sasl(credentials, auth::SecureRandom()),
      peers_(peers),
      id_(id),
      address_(std::move(address)),
      is_local_(IsLocal(address_.client)) {}

Peer::~Peer() {
  absl::MutexLock lock(&peers_.mutex_);
  peers_.all_.erase(place_);
}

std::optional<Document> Peer::metadata() const {
  absl::MutexLock lock(&mutex_);
  return metadata_;
}

void Peer::set_metadata(Document metadata) {
  absl::MutexLock lock(&mutex_);
  metadata_ = std::move(metadata);
}

const std::string& HostOf(const Topology& topology, const Peer& peer) {
  return topology.host.empty() ? peer.server_address() : topology.host;
}

SessionKey KeyOf(const Peer& peer, std::string_view id) {
  const std::optional<auth::UserName>& user = peer.sasl.user();
  return {.id = std::string(id),
          .user = user.has_value() ? auth::ToId(*user) : ""};
}

std::unique_ptr<Peer> Peers::Add(PeerAddress address,
                                 const auth::CredentialSource& credentials) {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<Peer> peer(
      new Peer(*this, ++last_id_, std::move(address), credentials));
  peer->place_ = all_.insert(all_.end(), peer.get());
  return peer;
}

void Peers::ForEach(const std::function<void(Peer&)>& visit) const {
  absl::MutexLock lock(&mutex_);
  for (Peer* peer : all_) visit(*peer);
}

int64_t Peers::size() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int64_t>(all_.size());
}

}  // namespace meerkat::server
