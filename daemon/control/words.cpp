#include "daemon/control/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace threadmirror::daemon::control {
namespace {

using core::ErrorCode;

// Both sides must speak the same; raised with every change here.
constexpr std::string_view kDialect = "threadmirror-control-1";
constexpr std::array<const char*, 3> kJobs{"sync", "backfill", "reconcile"};

// Texts that may be missing: "-" or "=text".
std::string wrap(const std::optional<std::string>& text) { return text ? "=" + *text : "-"; }
std::optional<std::string> unwrap(const std::string& text) {
  return text.starts_with('=') ? std::optional(text.substr(1)) : std::nullopt;
}

std::string flag(bool value) { return value ? "1" : "0"; }

// Reads the texts of a message one after the other; anything that is not as expected makes it bad.
class Reader {
 public:
  Reader(const Message& message, std::string_view kind) : message_(message) {
    is_good_ = !message.empty() && message.front() == kind;
  }

  std::string text() {
    if (at_ >= message_.size()) is_good_ = false;
    return is_good_ ? message_[at_++] : std::string();
  }
  bool flag() {
    const std::string word = text();
    is_good_ = is_good_ && (word == "0" || word == "1");
    return word == "1";
  }
  std::int64_t number() {
    const std::string digits = text();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    is_good_ = is_good_ && error == std::errc() && end == digits.data() + digits.size();
    return value;
  }
  // A number below `bound`.
  std::size_t choice(std::size_t bound) {
    const std::int64_t value = number();
    is_good_ = is_good_ && value >= 0 && static_cast<std::size_t>(value) < bound;
    return is_good_ ? static_cast<std::size_t>(value) : 0;
  }
  bool is_at_end() const { return at_ >= message_.size(); }
  void refuse() { is_good_ = false; }
  bool is_good() const { return is_good_; }
  // What was read, if the message was good and has nothing left.
  template <typename T>
  std::optional<T> finish(T value) const {
    return is_good_ && is_at_end() ? std::optional(std::move(value)) : std::nullopt;
  }

 private:
  const Message& message_;
  std::size_t at_ = 1;
  bool is_good_ = true;
};

std::string number(std::int64_t value) { return std::to_string(value); }

}  // namespace

const char* to_string(JobKind kind) { return kJobs.at(static_cast<std::size_t>(kind)); }

Message ask_for(const Order& order) {
  return {"order",
          std::string(kDialect),
          number(static_cast<std::int64_t>(order.kind)),
          flag(order.restart),
          flag(order.allow_mass_delete),
          flag(order.wants_differences)};
}

Message ask_for_facts() { return {"facts?", std::string(kDialect)}; }

std::optional<Order> parse_order(const Message& message) {
  Reader reader(message, "order");
  if (reader.text() != kDialect) return std::nullopt;
  Order order;
  order.kind = static_cast<JobKind>(reader.choice(kJobs.size()));
  order.restart = reader.flag();
  order.allow_mass_delete = reader.flag();
  order.wants_differences = reader.flag();
  return reader.finish(order);
}

bool asks_for_facts(const Message& message) { return message == ask_for_facts(); }

Message tell(const sync::Progress& progress) {
  Message message{"progress",
                  number(static_cast<std::int64_t>(progress.kind)),
                  progress.listing,
                  progress.note,
                  number(progress.pages),
                  number(progress.threads),
                  number(progress.earlier_pages),
                  number(progress.earlier_threads)};
  if (progress.filled) {
    message.push_back(number(progress.filled->pages));
    message.push_back(number(progress.filled->threads));
  }
  return message;
}

std::optional<sync::Progress> parse_progress(const Message& message) {
  Reader reader(message, "progress");
  sync::Progress progress;
  progress.kind = static_cast<storage::RunKind>(reader.choice(3));
  progress.listing = reader.text();
  progress.note = reader.text();
  progress.pages = reader.number();
  progress.threads = reader.number();
  progress.earlier_pages = reader.number();
  progress.earlier_threads = reader.number();
  if (reader.is_good() && !reader.is_at_end()) {
    sync::Progress::Filled filled;
    filled.pages = reader.number();
    filled.threads = reader.number();
    progress.filled = filled;
  }
  return reader.finish(std::move(progress));
}

Message tell_waiting(const std::string& words) { return {"waiting", words}; }

std::optional<std::string> parse_waiting(const Message& message) {
  Reader reader(message, "waiting");
  std::string words = reader.text();
  return reader.finish(std::move(words));
}

Message tell(const storage::Difference& difference) {
  Message message{"difference", number(difference.id), number(static_cast<std::int64_t>(difference.kind))};
  for (const storage::FieldDifference& field : difference.fields) {
    message.emplace_back(field.field);
    message.push_back(wrap(field.mirror));
    message.push_back(wrap(field.upstream));
  }
  return message;
}

std::optional<storage::Difference> parse_difference(const Message& message) {
  Reader reader(message, "difference");
  storage::Difference difference;
  difference.id = reader.number();
  difference.kind = static_cast<storage::DifferenceKind>(reader.choice(3));
  while (reader.is_good() && !reader.is_at_end()) {
    const auto field = storage::compared_column(reader.text());
    if (!field) {
      reader.refuse();
      break;
    }
    auto mirror = unwrap(reader.text());
    auto upstream = unwrap(reader.text());
    difference.fields.push_back({*field, std::move(mirror), std::move(upstream)});
  }
  return reader.finish(std::move(difference));
}

Message tell(const JobResult& result) {
  if (result.failure) {
    return {"failed", number(static_cast<std::int64_t>(result.failure->code())), result.failure->message(),
            result.failure->mend()};
  }
  const storage::RunCounters& c = result.report.counters;
  return {"done", number(c.threads_seen), number(c.rejected), wrap(result.report.mass_delete_guard)};
}

std::optional<JobResult> parse_result(const Message& message) {
  JobResult result;
  if (!message.empty() && message.front() == "failed") {
    Reader reader(message, "failed");
    const auto code =
        static_cast<ErrorCode>(reader.choice(static_cast<std::size_t>(ErrorCode::kInternal) + 1));
    std::string words = reader.text();
    std::string mend = reader.text();
    result.failure = core::Error(code, std::move(words), std::move(mend));
    return reader.finish(std::move(result));
  }
  Reader reader(message, "done");
  result.report.counters.threads_seen = reader.number();
  result.report.counters.rejected = reader.number();
  result.report.mass_delete_guard = unwrap(reader.text());
  return reader.finish(std::move(result));
}

Message tell(const DaemonFacts& facts) {
  return {"facts", number(facts.process), facts.version, facts.started_at.to_string(), facts.activity};
}

std::optional<DaemonFacts> parse_facts(const Message& message) {
  Reader reader(message, "facts");
  DaemonFacts facts;
  facts.process = reader.number();
  facts.version = reader.text();
  const auto started = core::Timestamp::parse(reader.text());
  if (!started) return std::nullopt;
  facts.started_at = *started;
  facts.activity = reader.text();
  return reader.finish(std::move(facts));
}

}  // namespace threadmirror::daemon::control
