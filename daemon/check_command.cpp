#include "daemon/check_command.hpp"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/refresh_token_file.hpp"
#include "config/token.hpp"
#include "core/text.hpp"
#include "daemon/output/paint.hpp"
#include "daemon/output/text_sink.hpp"
#include "daemon/output/words.hpp"
#include "daemon/runtime.hpp"
#include "storage/mirror_reader.hpp"
#include "storage/reader_access.hpp"

namespace threadmirror::daemon {
namespace {

using core::Error;
using output::ExitCode;

constexpr std::chrono::seconds kTolerableSkew{60};

// Prints findings as they come and remembers the first bad one.
class Findings {
 public:
  Findings(output::TextSink& sink, const output::Terminal& terminal) : sink_(sink), terminal_(terminal) {}

  void good(std::string_view subject, std::string_view text) {
    line(output::Paint::kGreen, "ok", subject, text);
  }
  void note(std::string_view subject, std::string_view text) {
    line(output::Paint::kYellow, "note", subject, text);
  }
  void bad(std::string_view subject, const Error& error) {
    line(output::Paint::kRed, "BAD", subject, error.message());
    if (!error.mend().empty()) mend(error.mend());
    if (code_ == ExitCode::kSuccess) code_ = output::exit_code(error.code());
  }
  // Below the finding that it belongs to.
  void mend(std::string_view text) { sink_.write("                     " + core::printable(text) + "\n"); }
  ExitCode code() const { return code_; }

 private:
  void line(output::Paint paint, std::string_view verdict, std::string_view subject, std::string_view text) {
    const std::string padding(verdict.size() < 5 ? 5 - verdict.size() : 1, ' ');
    std::string name(subject);
    name.resize(std::max<std::size_t>(name.size() + 1, 16), ' ');
    sink_.write(output::painted(verdict, paint, terminal_.colour) + padding + name + core::printable(text) +
                "\n");
  }

  output::TextSink& sink_;
  const output::Terminal& terminal_;
  ExitCode code_ = ExitCode::kSuccess;
};

void check_configuration(const config::Loaded& loaded, Findings& findings) {
  findings.good("configuration", loaded.file.empty() ? "no file, the defaults apply" : loaded.file.string());
}

void check_token(const config::Loaded& loaded, const Surroundings& around, Findings& findings) {
  const config::OAuthSettings& oauth = loaded.settings.hubspot.oauth;
  if (oauth.enabled()) {
    const auto secrets = config::RefreshTokenFile(oauth, loaded.database).load();
    if (!secrets) return findings.bad("token", secrets.error());
    return findings.good("token", "OAuth app " + oauth.client_id + ", client secret and refresh token found");
  }
  const auto token = config::read_token(loaded.settings.hubspot, around.environment);
  if (!token) return findings.bad("token", token.error());
  findings.good("token", "found, " + std::to_string(token->reveal().size()) + " characters");
}

// The nearest folder above the database that exists must be writable.
void check_future_database(const std::filesystem::path& database, Findings& findings) {
  std::error_code ignored;
  std::filesystem::path folder = std::filesystem::absolute(database, ignored).parent_path();
  while (!folder.empty() && folder != folder.root_path() && !std::filesystem::exists(folder, ignored)) {
    folder = folder.parent_path();
  }
  if (access(folder.c_str(), W_OK | X_OK) == 0) {
    return findings.good("database", database.string() + " does not exist yet; the first run makes it");
  }
  findings.bad("database", Error(core::ErrorCode::kCannotCreate,
                                 database.string() + " can't be made: no write access to " + folder.string(),
                                 "run as the mirror's user, or choose another [storage] path"));
}

// Readers of the file itself: analysts, dashboards. A fault of theirs does not hinder the mirror.
void check_readers(const std::filesystem::path& database, Findings& findings) {
  const storage::ReaderAccess access = storage::examine_reader_access(database);
  for (const Error& danger : access.dangers) findings.bad("readers", danger);
  for (const Error& hindrance : access.hindrances) {
    findings.note("readers", hindrance.message());
    findings.mend(hindrance.mend());
  }
  if (access.hindrances.empty()) findings.good("readers", "the database can be read by " + access.readers);
}

// The portal that the database is bound to, if it exists.
std::optional<std::string> check_database(const std::filesystem::path& database, Findings& findings) {
  auto reader = storage::MirrorReader::open(database);
  if (!reader) {
    if (reader.error().code() == core::ErrorCode::kDatabaseMissing) {
      check_future_database(database, findings);
    } else {
      findings.bad("database", reader.error());
    }
    return std::nullopt;
  }
  const auto damages = (*reader)->quick_check();
  if (!damages) {
    findings.bad("database", damages.error());
  } else if (!damages->empty()) {
    findings.bad("database",
                 Error(core::ErrorCode::kDatabaseCorrupt, database.string() + ": " + damages->front(),
                       "move the file away and run `threadmirror backfill`"));
  }
  const auto status = (*reader)->status();
  if (!status) {
    findings.bad("database", status.error());
    return std::nullopt;
  }
  if (findings.code() == ExitCode::kSuccess) {
    findings.good("database", database.string() + ", sound, " +
                                  output::count_words(status->threads, "thread", "threads"));
  }
  check_readers(database, findings);
  return status->portal_id;
}

void judge_portal(const core::Result<sync::api::Account>& account, const std::optional<std::string>& bound,
                  Findings& findings) {
  if (!account) {
    if (account.error().code() == core::ErrorCode::kForbidden) {
      return findings.note("portal", "the token may not read the account's details, so it can't be verified");
    }
    return findings.bad("upstream", account.error());
  }
  if (bound && *bound != account->portal_id) {
    return findings.bad("portal", Error(core::ErrorCode::kWrongPortal,
                                        "the token belongs to portal " + account->portal_id +
                                            ", the database mirrors portal " + *bound,
                                        "use the other portal's token, or another database file"));
  }
  findings.good("portal",
                account->portal_id + (account->time_zone.empty() ? "" : ", time zone " + account->time_zone));
}

void judge_clock(const sync::api::Page& page, core::Timestamp now, Findings& findings) {
  if (!page.server_time) return findings.note("clock", "the upstream does not tell its time");
  const auto skew = now - *page.server_time;
  if (std::chrono::abs(skew) <= kTolerableSkew) return findings.good("clock", "agrees with the upstream's");
  findings.note("clock", "this machine's clock is " + output::duration_words(std::chrono::abs(skew)) +
                             (skew.count() > 0 ? " ahead of" : " behind") + " the upstream's; set it by NTP");
}

boost::asio::awaitable<void> check_upstream(Upstream& upstream, std::optional<std::string> bound,
                                            const core::Clock& clock, Findings& findings) {
  const auto account = co_await upstream.api->account();
  judge_portal(account, bound, findings);
  if (!account && account.error().code() != core::ErrorCode::kForbidden) co_return;
  const auto page = co_await upstream.api->list(sync::api::PageRequest{});
  if (!page) {
    findings.bad("scope", page.error());
    co_return;
  }
  findings.good("scope",
                "threads can be read, " + std::to_string(page->threads.size()) + " on the first page");
  judge_clock(*page, clock.now(), findings);
}

void check_online(const config::Loaded& loaded, const std::optional<std::string>& bound,
                  const Surroundings& around, Findings& findings) {
  boost::asio::io_context loop(1);
  auto upstream =
      connect_upstream(loaded, around.environment, Patience::kBrief, loop, around.clock, around.log);
  if (!upstream) return findings.bad("upstream", upstream.error());
  boost::asio::co_spawn(loop, check_upstream(**upstream, bound, around.clock, findings),
                        [&](std::exception_ptr failure) {
                          (*upstream)->transport->close_idle();
                          if (failure) std::rethrow_exception(failure);
                        });
  loop.run();
}

}  // namespace

ExitCode run_check(const config::Loaded& loaded, bool offline, const Surroundings& around) {
  output::FdSink sink(STDOUT_FILENO);
  Findings findings(sink, around.out);
  check_configuration(loaded, findings);
  check_token(loaded, around, findings);
  const std::optional<std::string> bound = check_database(loaded.database, findings);
  if (!offline && findings.code() == ExitCode::kSuccess) {
    sink.flush();
    check_online(loaded, bound, around, findings);
  }
  sink.flush();
  return findings.code();
}

}  // namespace threadmirror::daemon
