#include "sync/streams.hpp"

namespace threadmirror::sync {
namespace {

void add_listings(std::vector<api::Listing>& out, bool archived, const std::vector<std::int64_t>& inbox_ids) {
  if (inbox_ids.empty()) out.push_back({archived, std::nullopt});
  for (const std::int64_t inbox : inbox_ids) out.push_back({archived, inbox});
}

}  // namespace

std::vector<api::Listing> tail_listings(const std::vector<std::int64_t>& inbox_ids) {
  std::vector<api::Listing> listings;
  add_listings(listings, false, inbox_ids);
  return listings;
}

std::vector<api::Listing> sweep_listings(const std::vector<std::int64_t>& inbox_ids) {
  std::vector<api::Listing> listings;
  add_listings(listings, false, inbox_ids);
  add_listings(listings, true, inbox_ids);
  return listings;
}

std::string tail_stream(const api::Listing& listing) {
  return listing.inbox_id ? "tail/inbox=" + std::to_string(*listing.inbox_id) : "tail";
}

std::string sweep_stream(storage::RunKind kind, const api::Listing& listing) {
  return std::string(storage::to_string(kind)) + "/" + api::to_string(listing);
}

}  // namespace threadmirror::sync
