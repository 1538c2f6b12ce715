#include "tests/simulation/truth_book.hpp"

#include <algorithm>
#include <string>

#include "tests/fake_hubspot/render.hpp"

namespace threadmirror::simulation {
namespace {

using namespace fake_hubspot;

constexpr std::chrono::milliseconds kAssignmentDelay{200};

std::optional<core::Timestamp> shown(std::int64_t ms, const Quirks& quirks) {
  if (ms == kNoTime) return std::nullopt;
  return core::Timestamp::from_unix_ms(visible_time(ms, quirks.timestamp_digits));
}

bool is_message(MutationKind kind) {
  return kind == MutationKind::kIncoming || kind == MutationKind::kOutgoing ||
         kind == MutationKind::kNewThread || kind == MutationKind::kBackDated ||
         kind == MutationKind::kFutureStamped;
}

// Such a change, or its opposite, moves the thread from one listing to the other.
bool moves_between_listings(MutationKind kind) {
  return kind == MutationKind::kArchive || kind == MutationKind::kRestore;
}

}  // namespace

core::ThreadRecord expected_record(const Thread& thread, const Quirks& quirks) {
  core::ThreadRecord record;
  record.id = thread.id;
  record.status = std::string(status_text(thread, quirks));
  record.inbox_id = std::to_string(thread.inbox);
  record.associated_contact_id = std::to_string(thread.contact);
  if (thread.ticket != 0) record.associated_ticket_id = std::to_string(thread.ticket);
  if (thread.assignee != 0) record.assigned_to = "A-" + std::to_string(thread.assignee);
  record.original_channel_id = std::to_string(thread.channel);
  record.original_channel_account_id = std::to_string(thread.channel_account);
  record.spam = thread.spam;
  record.archived = thread.archived;
  record.created_at = shown(thread.created, quirks);
  record.closed_at = shown(thread.closed, quirks);
  record.latest_message_timestamp = shown(thread.latest, quirks);
  record.latest_message_sent_timestamp = shown(thread.sent, quirks);
  record.latest_message_received_timestamp = shown(thread.received, quirks);
  if (quirks.extra_fields) {
    // The members of the fake's extra fields, sorted by name.
    record.extra = R"({"routing":{"queue":"q)" + std::to_string(thread.inbox) +
                   R"(","skills":["a","b"]},"sentimentScore":)" + std::to_string(thread.id % 100) + "}";
  }
  return record;
}

TruthBook::TruthBook(Upstream& upstream, Quirks quirks, std::uint64_t seed)
    : upstream_(upstream), quirks_(quirks), random_(seed) {
  TruthReader reader(upstream_.world());
  while (const Thread* thread = reader.next()) stories_[thread->id].versions.push_back(*thread);
}

bool TruthBook::change(const Mutation& mutation, core::Timestamp now, std::int64_t& id) {
  const auto done = fake_hubspot::apply(upstream_.world(), mutation, random_, now);
  if (!done) return false;
  id = *done;
  ++mutations_;
  latest_kind_ = mutation.kind;
  Story& story = stories_[id];
  const auto truth = upstream_.world().truth(id);
  if (truth) story.versions.push_back(*truth);
  if (mutation.lag.count() > 0) story.settled_at = std::max(story.settled_at, now + mutation.lag);
  // Whoever saw it in one listing must first see it in the other.
  if (moves_between_listings(mutation.kind)) story.settled_at = std::max(story.settled_at, now);
  return true;
}

std::optional<Message> TruthBook::apply(const Event& event, core::Timestamp now) {
  upstream_.advance(now);
  Mutation mutation = event.mutation;
  if (event.stamped_ago.count() > 0 && is_message(mutation.kind)) mutation.at = now - event.stamped_ago;
  std::int64_t id = 0;
  if (!change(mutation, now, id)) {
    // No thread that this is possible for: in its place one begins, so that each world has its share of
    // changes.
    mutation.kind = MutationKind::kNewThread;
    if (!change(mutation, now, id)) return std::nullopt;
  }
  const MutationKind kind = mutation.kind;
  if (!is_message(kind)) return std::nullopt;
  const auto truth = upstream_.world().truth(id);
  if (!truth || truth->latest == kNoTime) return std::nullopt;
  if (kind == MutationKind::kOutgoing && truth->assignee == 0) due_.push_back({now + kAssignmentDelay, id});
  return Message{id, core::Timestamp::from_unix_ms(visible_time(truth->latest, quirks_.timestamp_digits)),
                 now};
}

std::optional<core::Timestamp> TruthBook::next_due() const {
  return due_.empty() ? std::nullopt : std::optional(due_.front().at);
}

void TruthBook::apply_due(core::Timestamp now) {
  while (!due_.empty() && due_.front().at <= now) {
    Mutation mutation;
    mutation.kind = MutationKind::kAssign;
    mutation.id = due_.front().thread;
    due_.erase(due_.begin());
    upstream_.advance(now);
    std::int64_t id = 0;
    change(mutation, now, id);
  }
}

bool TruthBook::ever_looked(const core::ThreadRecord& record) const {
  const auto story = stories_.find(record.id);
  if (story == stories_.end()) return false;
  const auto& versions = story->second.versions;
  return std::any_of(versions.rbegin(), versions.rend(),
                     [&](const Thread& version) { return expected(version) == record; });
}

core::Timestamp TruthBook::settled_at(std::int64_t thread) const {
  const auto story = stories_.find(thread);
  return story == stories_.end() ? core::Timestamp::from_unix_ms(0) : story->second.settled_at;
}

std::optional<core::Timestamp> TruthBook::shown_latest(const Thread& thread) const {
  return shown(thread.latest, quirks_);
}

}  // namespace threadmirror::simulation
