#include "daemon/monitoring/mirror_view.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <system_error>
#include <utility>

#include "sync/reconcile.hpp"

namespace threadmirror::daemon::monitoring {
namespace {

namespace asio = boost::asio;

std::optional<std::int64_t> size_of(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  return error ? std::nullopt : std::optional(static_cast<std::int64_t>(bytes));
}

}  // namespace

MirrorView::MirrorView(std::filesystem::path database, const core::Clock& clock,
                       std::chrono::milliseconds kept)
    : database_(std::move(database)), clock_(clock), kept_(kept) {}

MirrorView::~MirrorView() {
  stop();
  thread_.join();
}

void MirrorView::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (reader_ != nullptr) reader_->interrupt();
}

bool MirrorView::begin(storage::MirrorReader& reader) {
  const std::lock_guard lock(mutex_);
  reader_ = &reader;
  return !stopped_;
}

void MirrorView::end() {
  const std::lock_guard lock(mutex_);
  reader_ = nullptr;
}

// A connection for each look: between looks no memory is held and no file is open.
void MirrorView::read_mirror(MirrorLook& look) {
  auto reader = storage::MirrorReader::open(database_);
  if (!reader) {
    look.status = core::fail(reader.error());
    return;
  }
  if (begin(**reader)) {
    look.status = (*reader)->status();
    const auto guard = (*reader)->info(sync::kMassDeleteGuardKey);
    look.mass_delete_guard = guard && guard->has_value();
  }
  end();
}

MirrorLook MirrorView::read() {
  MirrorLook look{clock_.now(), core::fail(core::ErrorCode::kCancelled, "the daemon is stopping")};
  read_mirror(look);
  look.database_bytes = size_of(database_);
  look.wal_bytes = size_of(database_.string() + "-wal");
  return look;
}

MirrorLook MirrorView::current() {
  const core::SteadyTime now = clock_.steady_now();
  if (!latest_ || now - latest_at_ >= kept_) {
    latest_ = read();
    latest_at_ = now;
  }
  return *latest_;
}

asio::awaitable<MirrorLook> MirrorView::look_in_thread() {
  auto initiate = [this](auto handler) {
    auto home = asio::get_associated_executor(handler);
    auto work = asio::make_work_guard(home);
    asio::post(thread_, [this, home, work = std::move(work), handler = std::move(handler)]() mutable {
      auto answer = [handler = std::move(handler), look = current()]() mutable {
        std::move(handler)(std::move(look));
      };
      asio::post(home, std::move(answer));
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(MirrorLook)>(
      initiate, asio::use_awaitable);
}

asio::awaitable<MirrorLook> MirrorView::look() {
  if (under_way_ >= kMostLooks) {
    co_return MirrorLook{clock_.now(),
                         core::fail(core::ErrorCode::kTimeout, "the disk takes too long to answer")};
  }
  ++under_way_;
  MirrorLook found = co_await look_in_thread();
  --under_way_;
  co_return found;
}

}  // namespace threadmirror::daemon::monitoring
