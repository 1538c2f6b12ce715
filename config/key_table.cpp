#include "config/key_table.hpp"

#include <algorithm>
#include <array>

namespace threadmirror::config {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kDay = 24h;

constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 4> kFormats{"auto", "text", "json", "journal"};
static_assert(static_cast<int>(core::LogLevel::kError) == 3 && static_cast<int>(LogFormat::kJournal) == 3,
              "the words stand in the order of the enumerators");

constexpr ChoiceKey kLevel{kLevels, [](const Settings& s) { return static_cast<int>(s.log.level); },
                           [](Settings& s, int index) { s.log.level = static_cast<core::LogLevel>(index); }};
constexpr ChoiceKey kFormat{kFormats, [](const Settings& s) { return static_cast<int>(s.log.format); },
                            [](Settings& s, int index) { s.log.format = static_cast<LogFormat>(index); }};

// The section that a member belongs to.
template <typename T>
constexpr HubSpotSettings& section(Settings& s, T HubSpotSettings::*) {
  return s.hubspot;
}
template <typename T>
constexpr OAuthSettings& section(Settings& s, T OAuthSettings::*) {
  return s.hubspot.oauth;
}
template <typename T>
constexpr RateLimitSettings& section(Settings& s, T RateLimitSettings::*) {
  return s.rate_limit;
}
template <typename T>
constexpr SyncSettings& section(Settings& s, T SyncSettings::*) {
  return s.sync;
}
template <typename T>
constexpr StorageSettings& section(Settings& s, T StorageSettings::*) {
  return s.storage;
}
template <typename T>
constexpr HttpSettings& section(Settings& s, T HttpSettings::*) {
  return s.http;
}

// `at<&HubSpotSettings::page_size>` finds that member in the settings.
template <auto Member>
constexpr auto& at(Settings& s) {
  return section(s, Member).*Member;
}

constexpr std::array kKeys{
    Key{"hubspot", "base_url", TextKey{at<&HubSpotSettings::base_url>, check_base_url},
        "The address of the API. Plain http:// is refused except to a loopback address."},
    Key{"hubspot", "api_version", TextKey{at<&HubSpotSettings::api_version>, check_api_version},
        "The version of the API, such as \"v3\" or the dated \"2026-09\"; the path family follows."},
    Key{"hubspot", "token_file", PathKey{at<&HubSpotSettings::token_file>, check_secret_path},
        "The file that holds the access token, readable by the service's user and group only."},
    Key{"hubspot", "page_size", IntegerKey{at<&HubSpotSettings::page_size>, 1, 500},
        "Threads per request, 1 to 500. Fewer means more requests for the same work."},
    Key{"hubspot", "inbox_ids", IdListKey{at<&HubSpotSettings::inbox_ids>},
        "The ids of the inboxes to mirror, such as [101, 102]. Empty means all inboxes."},
    Key{"hubspot", "ca_file", PathKey{at<&HubSpotSettings::ca_file>, check_path},
        "A PEM file with one more trust anchor besides the system's. Verification can't be switched off."},
    Key{"hubspot", "proxy", TextKey{at<&HubSpotSettings::proxy>, check_proxy},
        "An HTTP proxy, \"http://user:password@host:port\". Empty means $HTTPS_PROXY and $NO_PROXY decide."},
    Key{"hubspot", "request_timeout", DurationKey{at<&HubSpotSettings::request_timeout>, 100ms, 10min},
        "How long one request may take in all, from connecting to the last byte."},

    Key{"hubspot.oauth", "client_id", TextKey{at<&OAuthSettings::client_id>, check_plain_text},
        "The id of the OAuth app."},
    Key{"hubspot.oauth", "client_secret_file",
        PathKey{at<&OAuthSettings::client_secret_file>, check_secret_path},
        "The file that holds the app's client secret."},
    Key{"hubspot.oauth", "refresh_token_file",
        PathKey{at<&OAuthSettings::refresh_token_file>, check_secret_path},
        "The file that holds the first refresh token. It is only read; a rotated token is kept in "
        "`oauth-refresh-token` in the database's folder."},

    Key{"rate_limit", "requests", IntegerKey{at<&RateLimitSettings::requests>, 1, 100'000},
        "Requests allowed per window, until the answers' headers say otherwise."},
    Key{"rate_limit", "window", DurationKey{at<&RateLimitSettings::window>, 100ms, 1h},
        "The length of that window."},
    Key{"rate_limit", "share", NumberKey{at<&RateLimitSettings::share>, 0, 1, false, true},
        "The part of the allowance that the mirror uses, above 0 and at most 1."},
    Key{"rate_limit", "daily_reserve", NumberKey{at<&RateLimitSettings::daily_reserve>, 0, 1, true, false},
        "The part of the daily quota that is left to other apps of the account, from 0 to below 1."},
    Key{"rate_limit", "max_in_flight", IntegerKey{at<&RateLimitSettings::max_in_flight>, 1, 64},
        "Requests under way at once, 1 to 64."},

    Key{"sync", "poll_interval", DurationKey{at<&SyncSettings::poll_interval>, 100ms, kDay},
        "How often new messages are looked for."},
    Key{"sync", "overlap", DurationKey{at<&SyncSettings::overlap>, 1s, 30 * kDay},
        "How far behind the newest message seen each poll looks again, for threads that show up late."},
    Key{"sync", "reconcile_interval", DurationKey{at<&SyncSettings::reconcile_interval>, 1s, 30 * kDay},
        "How often everything is compared, to find silent changes and deletions. It is stretched where a "
        "sweep would cost too much of the daily quota."},

    Key{"storage", "path", PathKey{at<&StorageSettings::path>, check_path},
        "The database file. Empty means threadmirror.db in $STATE_DIRECTORY, else in the XDG state "
        "directory's folder threadmirror."},

    Key{"log", "level", kLevel, "The least severe lines that are logged: debug, info, warning or error."},
    Key{"log", "format", kFormat,
        "How log lines look: text, json, journal, or auto, which chooses by where they go."},

    Key{"http", "listen", TextKey{at<&HttpSettings::listen>, check_listen},
        "Where /metrics, /healthz and /readyz are served, such as \"127.0.0.1:9464\". Empty means nowhere."},
};

constexpr std::array<std::string_view, 7> kSections{"hubspot", "hubspot.oauth", "rate_limit", "sync",
                                                    "storage", "log",           "http"};

}  // namespace

std::string Key::full_name() const { return std::string(section) + "." + std::string(name); }

std::span<const Key> all_keys() { return kKeys; }
std::span<const std::string_view> all_sections() { return kSections; }

const Key* find_key(std::string_view full_name) {
  const auto found =
      std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& key) { return key.full_name() == full_name; });
  return found == kKeys.end() ? nullptr : &*found;
}

}  // namespace threadmirror::config
