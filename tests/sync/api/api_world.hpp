// A simulated world for the API client: virtual time, scripted answers, recorded requests and log lines.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sync/api/credentials.hpp"
#include "sync/api/threads_api.hpp"
#include "tests/support/time/fake_time.hpp"
#include "tests/sync/api/answers.hpp"

namespace threadmirror::tests {

// Replays answers. Each exchange takes `latency` of virtual time.
class FakeTransport final : public sync::http::Transport {
 public:
  using Answer = core::Result<sync::http::Response>;
  struct Sent {
    std::string target;
    std::string token;
    core::SteadyTime at;
    sync::http::Method method;
    std::string body;
  };

  FakeTransport(const core::Clock& clock, core::Waiter& waiter) : clock_(clock), waiter_(waiter) {}

  boost::asio::awaitable<Answer> send(sync::http::Request request) override {
    sent.push_back({request.target, std::string(request.bearer_token.reveal()), clock_.steady_now(),
                    request.method, request.body});
    Answer next = take(request);
    co_await waiter_.wait(latency);
    co_return next;
  }
  void close_idle() override {}

  void then(sync::http::Response response) { script.emplace_back(std::move(response)); }
  void then_fail(core::ErrorCode code) { script.push_back(core::fail(code, "scripted")); }

  std::deque<Answer> script;                                       // used first
  std::function<Answer(const sync::http::Request&)> afterwards{};  // then this; without it, an internal error
  std::vector<Sent> sent;
  std::chrono::milliseconds latency{0};

 private:
  Answer take(const sync::http::Request& request) {
    if (script.empty()) {
      if (afterwards) return afterwards(request);
      return core::fail(core::ErrorCode::kInternal, "the script is at its end");
    }
    Answer next = std::move(script.front());
    script.pop_front();
    return next;
  }

  const core::Clock& clock_;
  core::Waiter& waiter_;
};

// Keeps log lines as "level message key=value …".
class RecordingLog final : public core::Log {
 public:
  bool enabled(core::LogLevel) const override { return true; }
  void write(core::LogLevel level, std::string_view message,
             std::span<const core::LogField> fields) override {
    std::string line = (level >= core::LogLevel::kWarning ? "warning " : "debug ") + std::string(message);
    for (const core::LogField& field : fields) line += " " + std::string(field.key) + "=" + field.value;
    lines.push_back(std::move(line));
  }
  std::size_t count(std::string_view part) const {
    return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find(part) != std::string::npos;
    }));
  }

  std::vector<std::string> lines;
};

// Everything that the client needs, and a client.
struct ApiWorld {
  static constexpr const char* kToken = "pat-na1-secret";

  boost::asio::io_context context;
  FakeClock clock;
  FakeWaiter waiter{context, clock};
  core::SeededRandom random{7};
  RecordingLog log;
  FakeTransport transport{clock, waiter};
  std::function<core::Result<core::Secret>()> token = [] { return core::Secret(kToken); };
  std::unique_ptr<sync::api::Credentials> credentials =
      sync::api::create_static_credentials([this] { return token(); });
  sync::api::ApiOptions options;

  sync::api::ApiEnvironment environment() { return {transport, clock, waiter, random, log}; }
  std::unique_ptr<sync::api::ThreadsApi> client() {
    return sync::api::create_threads_api(options, *credentials, environment());
  }
  template <typename T>
  T run(boost::asio::awaitable<T> task) {
    return run_task(context, waiter, std::move(task));
  }
  // Time since the world began.
  std::chrono::milliseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock.steady_now() - start);
  }

  core::SteadyTime start = clock.steady_now();
};

}  // namespace threadmirror::tests
