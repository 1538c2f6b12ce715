#include "sync/api/threads_api.hpp"

#include <utility>

#include "sync/api/page_decoder.hpp"
#include "sync/api/page_query.hpp"
#include "sync/api/paths.hpp"
#include "sync/api/request_runner.hpp"

namespace threadmirror::sync::api {
namespace {

// Keeps the value of a decoded answer, or passes the reason on why there is none.
template <typename T>
core::Status keep(core::Result<T> decoded, std::optional<T>& out) {
  if (!decoded) return core::fail(decoded.error());
  out = std::move(*decoded);
  return {};
}

class HubSpotThreads final : public ThreadsApi {
 public:
  HubSpotThreads(ApiOptions options, Credentials& credentials, ApiEnvironment environment)
      : version_(std::move(options.api_version)),
        version_status_(check_api_version(version_)),
        runner_(options, credentials, environment),
        log_(environment.log) {}

  boost::asio::awaitable<core::Result<Page>> list(PageRequest request) override {
    if (!version_status_) co_return core::fail(version_status_.error());
    std::optional<Page> page;
    Call call;
    call.priority = request.priority;
    call.what = "the listing of threads (" + to_string(request.listing) + ")";
    call.had_cursor = request.cursor.has_value();
    call.target = [&](int page_size) { return page_target(version_, request, page_size); };
    call.accept = [&](const http::Response& answer) { return keep(decode_page(answer, request.sort), page); };
    const core::Result<std::int64_t> requests = co_await runner_.run(std::move(call));
    if (!requests) co_return core::fail(requests.error());
    page->requests = *requests;
    note_repairs(*page);
    co_return std::move(*page);
  }

  boost::asio::awaitable<core::Result<Lookup>> get(std::int64_t id, bool archived,
                                                   Priority priority) override {
    if (!version_status_) co_return core::fail(version_status_.error());
    std::optional<core::ThreadRecord> thread;
    Call call;
    call.subject = Subject::kThread;
    call.priority = priority;
    call.may_be_missing = true;
    call.what = "thread " + std::to_string(id) + (archived ? " (archived)" : "");
    call.target = [&](int) { return thread_target(version_, id, archived); };
    call.accept = [&](const http::Response& answer) {
      return keep(decode_single_thread(answer, id), thread);
    };
    const core::Result<std::int64_t> requests = co_await runner_.run(std::move(call));
    if (!requests) co_return core::fail(requests.error());
    Lookup lookup{std::move(thread), *requests};
    co_return std::move(lookup);
  }

  boost::asio::awaitable<core::Result<Account>> account() override {
    if (!version_status_) co_return core::fail(version_status_.error());
    std::optional<Account> account;
    Call call;
    call.subject = Subject::kAccount;
    call.what = "the account's details";
    call.target = [](int) { return account_path(); };
    call.accept = [&](const http::Response& answer) { return keep(decode_account(answer), account); };
    const core::Result<std::int64_t> requests = co_await runner_.run(std::move(call));
    if (!requests) co_return core::fail(requests.error());
    if (account->utc_offset) ledger().set_utc_offset(*account->utc_offset);
    co_return std::move(*account);
  }

  ApiStatistics statistics() const override {
    ApiStatistics statistics = runner_.statistics();
    statistics.replaced_characters = replaced_characters_;
    statistics.misfit_values = misfit_values_;
    return statistics;
  }

  QuotaLedger& ledger() override { return runner_.ledger(); }

 private:
  void note_repairs(const Page& page) {
    replaced_characters_ += page.replaced_characters;
    misfit_values_ += page.misfit_values;
    if (page.replaced_characters == 0 && page.misfit_values == 0) return;
    log_.debug("page mended",
               {{"replaced_characters", page.replaced_characters}, {"misfit_values", page.misfit_values}});
  }

  std::string version_;
  core::Status version_status_;
  RequestRunner runner_;
  core::Log& log_;
  std::int64_t replaced_characters_ = 0;
  std::int64_t misfit_values_ = 0;
};

}  // namespace

std::string to_string(const Listing& listing) {
  const std::string name = listing.archived ? "archived" : "active";
  return listing.inbox_id ? name + "/inbox=" + std::to_string(*listing.inbox_id) : name;
}

std::unique_ptr<ThreadsApi> create_threads_api(ApiOptions options, Credentials& credentials,
                                               ApiEnvironment environment) {
  return std::make_unique<HubSpotThreads>(std::move(options), credentials, environment);
}

}  // namespace threadmirror::sync::api
