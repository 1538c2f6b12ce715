#include "sync/api/oauth_vault.hpp"

#include <doctest/doctest.h>

#include "tests/sync/api/api_world.hpp"
#include "tests/sync/api/memory_token_store.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using core::Secret;

namespace {

constexpr core::SteadyTime kStart{1h};

// A vault over a store that can be broken.
struct Bank {
  MemoryTokenStore store;
  RecordingLog log;
  OAuthVault vault{store, log};

  std::string refresh_token() {
    const auto secrets = vault.secrets();
    return secrets ? std::string(secrets->refresh_token.reveal()) : "error: " + secrets.error().message();
  }
  void receive(const std::string& used, const std::string& received) {
    vault.keep({Secret("s"), Secret(used)}, Secret(received), kStart);
  }
};

}  // namespace

TEST_CASE("a new refresh token is saved at once, the same one is not") {
  Bank bank;
  CHECK(bank.refresh_token() == "first");
  bank.receive("first", "first");
  bank.receive("first", "");
  CHECK(bank.store.saves == 0);
  bank.receive("first", "second");
  CHECK(bank.store.saves == 1);
  CHECK(bank.refresh_token() == "second");
}

TEST_CASE("a token that can't be saved is used all the same, and saved before the next refresh") {
  Bank bank;
  bank.store.is_full = true;
  CHECK(bank.refresh_token() == "first");
  bank.receive("first", "second");
  CHECK(bank.store.refresh_token == "first");
  CHECK(bank.log.count("warning the new OAuth refresh token could not be saved") == 1);
  CHECK(bank.refresh_token() == "second");
  bank.store.is_full = false;
  CHECK(bank.refresh_token() == "second");
  CHECK(bank.store.refresh_token == "second");
  const int saves = bank.store.saves;
  CHECK(bank.refresh_token() == "second");
  CHECK(bank.store.saves == saves);
}

TEST_CASE("several tokens that could not be saved end with the last one saved") {
  Bank bank;
  bank.store.is_full = true;
  CHECK(bank.refresh_token() == "first");
  bank.receive("first", "second");
  CHECK(bank.refresh_token() == "second");
  bank.receive("second", "third");
  CHECK(bank.refresh_token() == "third");
  bank.store.is_full = false;
  CHECK(bank.refresh_token() == "third");
  CHECK(bank.store.refresh_token == "third");
}

TEST_CASE("between two refreshes saving is tried again each minute") {
  Bank bank;
  bank.store.is_full = true;
  CHECK(bank.refresh_token() == "first");
  bank.receive("first", "second");
  CHECK(bank.store.saves == 1);
  bank.vault.save_again(kStart + 59s);
  CHECK(bank.store.saves == 1);
  bank.vault.save_again(kStart + 60s);
  CHECK(bank.store.saves == 2);
  bank.store.is_full = false;
  bank.vault.save_again(kStart + 90s);
  CHECK(bank.store.saves == 2);
  bank.vault.save_again(kStart + 120s);
  CHECK(bank.store.refresh_token == "second");
  bank.vault.save_again(kStart + 300s);
  CHECK(bank.store.saves == 3);
}

TEST_CASE("an unsaved token gives way to one that somebody else put in place") {
  Bank bank;
  bank.store.is_full = true;
  CHECK(bank.refresh_token() == "first");
  bank.receive("first", "second");
  bank.store.refresh_token = "a new grant";
  CHECK(bank.refresh_token() == "a new grant");
  bank.store.is_full = false;
  bank.vault.save_again(kStart + 300s);
  CHECK(bank.store.refresh_token == "a new grant");
}

TEST_CASE("while the secrets can't be read the last ones serve") {
  Bank bank;
  bank.store.is_readable = false;
  CHECK(bank.refresh_token() == "error: no file");
  bank.store.is_readable = true;
  CHECK(bank.refresh_token() == "first");
  bank.receive("first", "second");
  bank.store.is_readable = false;
  CHECK(bank.refresh_token() == "second");
  CHECK(bank.log.count("the last ones serve") == 1);
}
