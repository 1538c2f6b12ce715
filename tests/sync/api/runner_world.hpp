// A simulated world in which single calls are run.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "sync/api/request_runner.hpp"
#include "tests/sync/api/api_world.hpp"

namespace threadmirror::tests {

// Runs calls whose answers are all accepted, unless their body is "bad".
struct RunnerWorld : ApiWorld {
  core::Result<std::int64_t> call(sync::api::Subject subject = sync::api::Subject::kListing,
                                  bool had_cursor = false) {
    if (!runner) runner.emplace(options, *credentials, environment());
    sync::api::Call call;
    call.subject = subject;
    call.what = "the test";
    call.had_cursor = had_cursor;
    call.target = [](int page_size) { return "/t?limit=" + std::to_string(page_size); };
    call.accept = [](const sync::http::Response& response) -> core::Status {
      if (response.body == "bad") return core::fail(core::ErrorCode::kBadResponse, "bad body");
      return {};
    };
    return run(runner->run(std::move(call)));
  }
  void answers(int status, int times, std::string body = "{}") {
    for (int i = 0; i < times; ++i) transport.then(answer(status, body));
  }

  std::optional<sync::api::RequestRunner> runner;
};

}  // namespace threadmirror::tests
