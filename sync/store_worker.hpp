// Carries calls to the store over to the one thread that may write, and their results back.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

#include "storage/mirror_store.hpp"

namespace threadmirror::sync {

// Runs functions on the store, one at a time and in order, on `executor`: the writer's thread in production,
// the event loop itself in a simulation. A call that has begun is always finished, also when the caller is
// being cancelled: a commit is never in doubt. `store` must outlive the executor's work.
class StoreWorker {
 public:
  StoreWorker(storage::MirrorStore& store, boost::asio::any_io_executor executor)
      : store_(store), executor_(std::move(executor)) {}

  // `auto work = [page](storage::MirrorStore& s) { return s.commit(page); };`
  // `co_await worker.call(std::move(work))`: the function's result. The function must not throw and must not
  // touch anything of the event loop's. Give it a name first, as shown, where it captures more than numbers:
  // GCC 12 copies the bytes of a closure that is made inside a co_await expression.
  template <typename Function>
  boost::asio::awaitable<std::invoke_result_t<Function, storage::MirrorStore&>> call(Function function) {
    using Result = std::invoke_result_t<Function, storage::MirrorStore&>;
    auto initiate = [this](auto handler, Function f) { post(std::move(handler), std::move(f)); };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Result)>(
        initiate, boost::asio::use_awaitable, std::move(function));
  }

 private:
  template <typename Handler, typename Function>
  void post(Handler handler, Function function) {
    auto home = boost::asio::get_associated_executor(handler);
    auto work = boost::asio::make_work_guard(home);
    boost::asio::post(executor_, [this, home, work = std::move(work), handler = std::move(handler),
                                  function = std::move(function)]() mutable {
      auto result = function(store_);
      boost::asio::post(home, [handler = std::move(handler), result = std::move(result)]() mutable {
        std::move(handler)(std::move(result));
      });
    });
  }

  storage::MirrorStore& store_;
  boost::asio::any_io_executor executor_;
};

}  // namespace threadmirror::sync
