// The settings as plain values; the defaults are those of an empty configuration file.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/log.hpp"

namespace threadmirror::config {

// [hubspot.oauth]: all three are set, or none.
struct OAuthSettings {
  std::string client_id;
  std::filesystem::path client_secret_file;
  std::filesystem::path refresh_token_file;  // only read, never written

  bool enabled() const { return !client_id.empty(); }
  friend bool operator==(const OAuthSettings&, const OAuthSettings&) = default;
};

// [hubspot]
struct HubSpotSettings {
  std::string base_url = "https://api.hubapi.com";
  std::string api_version = "v3";
  std::filesystem::path token_file;  // empty: see token.hpp
  int page_size = 500;
  std::vector<std::int64_t> inbox_ids;  // positive, none twice, in the file's order; empty: all inboxes
  std::filesystem::path ca_file;        // empty: the system's trust anchors only
  std::string proxy;                    // may hold a password: never log it; empty: $HTTPS_PROXY decides
  std::chrono::milliseconds request_timeout = std::chrono::seconds(110);
  OAuthSettings oauth;

  friend bool operator==(const HubSpotSettings&, const HubSpotSettings&) = default;
};

// [rate_limit]
struct RateLimitSettings {
  int requests = 100;  // per window
  std::chrono::milliseconds window = std::chrono::seconds(10);
  double share = 0.9;          // above 0, at most 1
  double daily_reserve = 0.2;  // from 0, below 1
  int max_in_flight = 8;

  friend bool operator==(const RateLimitSettings&, const RateLimitSettings&) = default;
};

// [sync]
struct SyncSettings {
  std::chrono::milliseconds poll_interval = std::chrono::seconds(30);
  std::chrono::milliseconds overlap = std::chrono::minutes(10);
  std::chrono::milliseconds reconcile_interval = std::chrono::hours(1);  // never below poll_interval

  friend bool operator==(const SyncSettings&, const SyncSettings&) = default;
};

// [storage]
struct StorageSettings {
  std::filesystem::path path;  // empty: see database_path.hpp

  friend bool operator==(const StorageSettings&, const StorageSettings&) = default;
};

// How log lines look. kAuto chooses by where they go: a terminal, the journal, anything else.
enum class LogFormat { kAuto, kText, kJson, kJournal };

// [log]
struct LogSettings {
  core::LogLevel level = core::LogLevel::kInfo;
  LogFormat format = LogFormat::kAuto;

  friend bool operator==(const LogSettings&, const LogSettings&) = default;
};

// [http]
struct HttpSettings {
  std::string listen;  // "127.0.0.1:9464" or "[::1]:9464"; empty: no endpoint

  friend bool operator==(const HttpSettings&, const HttpSettings&) = default;
};

// Every setting that there is, checked: see loader.hpp for where it comes from. Paths that are not absolute
// count from the working directory.
struct Settings {
  HubSpotSettings hubspot;
  RateLimitSettings rate_limit;
  SyncSettings sync;
  StorageSettings storage;
  LogSettings log;
  HttpSettings http;

  friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace threadmirror::config
