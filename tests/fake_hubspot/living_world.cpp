#include "tests/fake_hubspot/living_world.hpp"

#include <algorithm>
#include <numeric>

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::chrono::milliseconds kAssignmentDelay{200};
constexpr double kMostAtOnce = 10'000;

}  // namespace

double Paces::total() const { return std::accumulate(per_second.begin(), per_second.end(), 0.0); }

Paces Paces::mixture(double operations_per_second) {
  Paces paces;
  paces[MutationKind::kIncoming] = 0.34;
  paces[MutationKind::kOutgoing] = 0.26;
  paces[MutationKind::kNewThread] = 0.10;
  paces[MutationKind::kClose] = 0.10;
  paces[MutationKind::kReopen] = 0.03;
  paces[MutationKind::kAssign] = 0.07;
  paces[MutationKind::kMoveInbox] = 0.01;
  paces[MutationKind::kSpam] = 0.02;
  paces[MutationKind::kArchive] = 0.03;
  paces[MutationKind::kRestore] = 0.01;
  paces[MutationKind::kTicket] = 0.01;
  paces[MutationKind::kMergeContact] = 0.01;
  paces[MutationKind::kDelete] = 0.01;
  const double whole = paces.total();
  for (double& pace : paces.per_second) pace *= operations_per_second / whole;
  return paces;
}

void LivingWorld::set_paces(const Paces& paces, core::Timestamp now) {
  paces_ = paces;
  owed_ = 0;
  last_ = now;
}

void LivingWorld::resume(core::Timestamp now) {
  paused_ = false;
  last_ = now;
}

MutationKind LivingWorld::draw() {
  double left = random_.unit() * paces_.total();
  std::size_t drawn = 0;
  for (std::size_t i = 0; i < paces_.per_second.size(); ++i) {
    if (paces_.per_second[i] <= 0) continue;
    drawn = i;
    left -= paces_.per_second[i];
    if (left < 0) break;
  }
  return static_cast<MutationKind>(drawn);
}

void LivingWorld::happen(World& world, const Mutation& mutation, core::Timestamp at) {
  const auto id = apply(world, mutation, random_, at);
  if (!id) return;
  ++operations_;
  const auto thread = world.truth(*id);
  if (mutation.kind != MutationKind::kOutgoing || !thread || thread->assignee != 0) return;
  later_.push_back({at + kAssignmentDelay, {MutationKind::kAssign, *id, std::chrono::milliseconds(0), {}}});
}

void LivingWorld::advance(World& world, core::Timestamp now) {
  if (paused_) return;
  const double seconds = static_cast<double>((now - last_).count()) / 1000.0;
  const core::Timestamp since = last_;
  last_ = std::max(last_, now);
  if (seconds > 0) owed_ = std::min(kMostAtOnce, owed_ + seconds * paces_.total());
  const auto count = static_cast<std::int64_t>(owed_);
  owed_ -= static_cast<double>(count);
  for (std::int64_t i = 1; i <= count; ++i) {
    const auto step = std::chrono::milliseconds((now - since).count() * i / count);
    happen(world, {draw(), std::nullopt, std::chrono::milliseconds(0), std::nullopt}, since + step);
  }
  while (!later_.empty() && later_.front().at <= now) {
    const Due due = later_.front();
    later_.pop_front();
    happen(world, due.mutation, due.at);
  }
}

}  // namespace threadmirror::fake_hubspot
