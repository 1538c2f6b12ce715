#include "config/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "config/duration.hpp"

namespace threadmirror::config {
namespace {

constexpr std::string_view kTokenFile = "hubspot.token_file";
constexpr std::string_view kPollInterval = "sync.poll_interval";
constexpr std::string_view kReconcileInterval = "sync.reconcile_interval";

class Rules {
 public:
  Rules(const Interpretation& document, const std::string& file) : document_(document), file_(file) {}

  Findings check() {
    check_oauth();
    check_intervals();
    return std::move(findings_);
  }

 private:
  void check_oauth() {
    const OAuthSettings& oauth = document_.settings.hubspot.oauth;
    struct Part {
      std::string_view name;
      bool given;
    };
    const std::array<Part, 3> parts{
        {{"hubspot.oauth.client_id", !oauth.client_id.empty()},
         {"hubspot.oauth.client_secret_file", !oauth.client_secret_file.empty()},
         {"hubspot.oauth.refresh_token_file", !oauth.refresh_token_file.empty()}}};
    if (any_refused({parts[0].name, parts[1].name, parts[2].name})) return;
    const auto given = std::find_if(parts.begin(), parts.end(), [](const Part& p) { return p.given; });
    if (given == parts.end()) return;
    for (const Part& part : parts) {
      if (part.given) continue;
      note(part.name, given->name, fmt::format("is missing, while {} is set", given->name),
           "set all three keys of [hubspot.oauth], or none");
    }
    if (document_.settings.hubspot.token_file.empty() || any_refused({kTokenFile})) return;
    note(kTokenFile, kTokenFile, "excludes [hubspot.oauth], which is set too", "remove one of the two");
  }

  void check_intervals() {
    const SyncSettings& sync = document_.settings.sync;
    if (any_refused({kPollInterval, kReconcileInterval})) return;
    if (sync.reconcile_interval >= sync.poll_interval) return;
    const std::string_view least = kPollInterval;
    note(kReconcileInterval, least,
         fmt::format("{} is shorter than {}, {}", format_duration(sync.reconcile_interval), least,
                     format_duration(sync.poll_interval)),
         fmt::format("raise it to {} or more", format_duration(sync.poll_interval)));
  }

  bool any_refused(std::initializer_list<std::string_view> names) const {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return document_.refused.contains(std::string(name)); });
  }

  // Points at `key` where the document sets it, else at `other`.
  void note(std::string_view key, std::string_view other, std::string message, std::string mend) {
    auto place = document_.places.find(std::string(key));
    if (place == document_.places.end()) place = document_.places.find(std::string(other));
    const Place at = place == document_.places.end() ? Place{} : place->second;
    findings_.push_back({file_, at.line, at.column, std::string(key), std::move(message), std::move(mend)});
  }

  const Interpretation& document_;
  const std::string& file_;
  Findings findings_;
};

}  // namespace

Findings check_rules(const Interpretation& document, const std::string& file) {
  return Rules(document, file).check();
}

}  // namespace threadmirror::config
