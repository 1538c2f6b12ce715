// A simulated world with an OAuth app: a token endpoint that answers by a script, and several who ask.
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sync/api/oauth_credentials.hpp"
#include "tests/sync/api/api_world.hpp"
#include "tests/sync/api/memory_token_store.hpp"

namespace threadmirror::tests {

// The answer to a good refresh.
inline sync::http::Response grant_of(const std::string& access, const std::string& refresh = "first",
                                     const std::string& expires_in = "1800") {
  return json(R"({"token_type":"bearer","access_token":")" + access + R"(","refresh_token":")" + refresh +
              R"(","expires_in":)" + expires_in + R"(,"hub_id":62515})");
}

inline sync::http::Response revoked_grant() {
  return answer(400, R"({"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token"})");
}

struct OAuthWorld : ApiWorld {
  // One who asks for a token, and what came of it.
  struct Asker {
    boost::asio::cancellation_signal signal;
    bool is_done = false;
    bool is_cancelled = false;
    std::string token;  // or "error: " and the message
  };

  OAuthWorld() {
    oauth_options.client_id = "the-app";
    oauth_options.places = {"/etc/secret", "/etc/refresh"};
    oauth = sync::api::create_oauth_credentials(oauth_options, store, environment());
  }

  static std::string text(const core::Result<core::Secret>& result) {
    return result ? std::string(result->reveal()) : "error: " + result.error().message();
  }
  // Asks, and lets time pass until there is an answer.
  std::string ask() { return text(run(oauth->token())); }
  std::string renew(const std::string& refused) { return text(run(oauth->renew(core::Secret(refused)))); }

  // Begins to ask.
  Asker& begin() {
    askers.push_back(std::make_unique<Asker>());
    Asker& asker = *askers.back();
    boost::asio::co_spawn(
        context, oauth->token(),
        boost::asio::bind_cancellation_slot(
            asker.signal.slot(), [&asker](std::exception_ptr thrown, core::Result<core::Secret> result) {
              asker.is_done = true;
              asker.is_cancelled = thrown != nullptr;
              if (!thrown) asker.token = text(result);
            }));
    return asker;
  }
  void run_for(std::chrono::milliseconds span) { tests::run_for(context, clock, waiter, span); }

  MemoryTokenStore store;
  sync::api::OAuthOptions oauth_options;
  std::unique_ptr<sync::api::Credentials> oauth;
  std::vector<std::unique_ptr<Asker>> askers;
};

}  // namespace threadmirror::tests
