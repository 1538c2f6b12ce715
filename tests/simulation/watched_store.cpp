#include "tests/simulation/watched_store.hpp"

#include <algorithm>

#include "sync/notes.hpp"
#include "sync/reconcile.hpp"

namespace threadmirror::simulation {
namespace {

// The log is copied into the database from 4 MiB on; one transaction may come on top.
constexpr std::size_t kLongestLog = std::size_t{8} << 20;

}  // namespace

core::Result<storage::PageOutcome> WatchedStore::commit(storage::PageCommit page) {
  const bool is_tail = page.run && page.run->kind == storage::RunKind::kTail;
  const storage::Sightings sightings = page.sightings;
  const bool is_believed = std::any_of(page.info.begin(), page.info.end(), [](const auto& entry) {
    return entry.first == sync::kReconcileCompletedKey && entry.second;
  });
  auto result = watched("commit", &page, [&] { return real_->commit(std::move(page)); });
  if (result && is_tail) observers_.freshness.committed(observers_.now());
  const bool has_begun = sightings == storage::Sightings::kBegin;
  if (result && (has_begun || is_believed)) observers_.on_reconcile(sightings);
  return result;
}

core::Result<storage::Run> WatchedStore::save_run(storage::Run run) {
  return watched("save run", nullptr, [&] { return real_->save_run(run); });
}

core::Status WatchedStore::interrupt_open_runs() {
  return watched("end runs", nullptr, [&] { return real_->interrupt_open_runs(); });
}

core::Status WatchedStore::prune(core::Timestamp before) {
  return watched("prune", nullptr, [&] { return real_->prune(before); });
}

core::Status WatchedStore::forget_streams(std::vector<std::string> names) {
  return watched("forget", nullptr, [&] { return real_->forget_streams(names); });
}

core::Status WatchedStore::defer_index() {
  return watched("defer indexes", nullptr, [&] { return real_->defer_index(); });
}

core::Status WatchedStore::build_index() {
  return watched("build indexes", nullptr, [&] { return real_->build_index(); });
}

core::Status WatchedStore::set_info(std::string_view key, std::optional<std::string> value) {
  if (key == sync::kBackfillCompletedKey && value) observers_.sweeps.called_complete();
  return watched("info", nullptr, [&] { return real_->set_info(key, value); });
}

}  // namespace threadmirror::simulation
