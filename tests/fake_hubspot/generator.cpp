#include "tests/fake_hubspot/generator.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/random.hpp"

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::int64_t kYearMs = 365LL * 86'400'000;

// Ids lie in three ranges, of 9, 10 and 11 digits, so that their order as text is not their order as numbers.
struct IdRange {
  std::int64_t first, last;
  double share;
};
constexpr std::array<IdRange, 3> kIdRanges{{{200'000'000, 999'999'999, 0.3},
                                            {1'000'000'000, 9'999'999'999, 0.4},
                                            {10'000'000'000, 12'999'999'999, 0.3}}};

class Maker {
 public:
  explicit Maker(const WorldShape& shape) : shape_(shape), random_(shape.seed) {}

  std::vector<Thread> make() {
    threads_.reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, shape_.threads)));
    std::int64_t left = shape_.threads;
    for (const IdRange& range : kIdRanges) {
      const bool is_last = &range == &kIdRanges.back();
      const auto wanted = static_cast<std::int64_t>(range.share * static_cast<double>(shape_.threads));
      const std::int64_t count = is_last ? left : std::min(left, wanted);
      fill(range, count);
      left -= count;
    }
    make_tie_run();
    return std::move(threads_);
  }

 private:
  void fill(const IdRange& range, std::int64_t count) {
    const std::int64_t step = std::max<std::int64_t>(1, (range.last - range.first) / (count + 1));
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t jitter = step > 1 ? below(step) : 0;
      threads_.push_back(thread(range.first + i * step + jitter));
    }
  }

  Thread thread(std::int64_t id) {
    Thread t;
    t.id = id;
    t.inbox = inbox();
    t.channel = channel_number(random_.next());
    t.channel_account = 2'000'000 + t.channel * 10 + below(4);
    t.contact = 30'000'000'000 + below(std::max<std::int64_t>(1, shape_.threads));
    if (happens(shape_.tickets)) t.ticket = 5'000'000'000 + below(1'000'000'000);
    if (!happens(shape_.unassigned)) t.assignee = static_cast<std::int32_t>(1'000'000 + below(40));
    t.spam = happens(shape_.spam);
    t.archived = happens(shape_.archived);
    set_times(t);
    return t;
  }

  void set_times(Thread& t) {
    const auto done = static_cast<double>(threads_.size()) / static_cast<double>(shape_.threads + 1);
    const std::int64_t now = shape_.now.unix_ms();
    const auto age = static_cast<std::int64_t>((1.0 - done) * 3.0 * static_cast<double>(kYearMs));
    t.created = now - age - below(3'600'000);
    if (!happens(shape_.untimed)) set_messages(t, now);
    if (!happens(shape_.closed)) return;
    t.open = false;
    t.closed = std::min(now, (t.latest == kNoTime ? t.created : t.latest) + below(86'400'000));
  }

  void set_messages(Thread& t, std::int64_t now) {
    // Most conversations are over within days; a few go on for months.
    const double spread = -std::log(1.0 - random_.unit()) * 3.0 * 86'400'000.0;
    t.latest = std::min(now, t.created + static_cast<std::int64_t>(spread));
    if (!threads_.empty() && threads_.back().latest >= t.created && happens(shape_.ties)) {
      t.latest = threads_.back().latest;
    }
    const std::int64_t earlier = t.created + below(t.latest - t.created + 1);
    const bool customer_spoke_last = happens(0.5);
    t.received = customer_spoke_last ? t.latest : earlier;
    if (!customer_spoke_last || happens(0.7)) t.sent = customer_spoke_last ? earlier : t.latest;
  }

  // Gives threads in the middle one and the same time, as a bulk import does.
  void make_tie_run() {
    const auto run = static_cast<std::size_t>(std::clamp<std::int64_t>(shape_.tie_run, 0, shape_.threads));
    if (run == 0) return;
    const std::size_t first = (threads_.size() - run) / 2;
    const std::int64_t at = threads_[first + run - 1].created;
    for (std::size_t i = first; i < first + run; ++i) {
      Thread& t = threads_[i];
      t.latest = t.received = at;
      t.sent = kNoTime;
      t.created = std::min(t.created, at);
      if (!t.open) t.closed = at;
    }
  }

  std::int32_t inbox() {
    const int last = std::max(1, shape_.inboxes) - 1;
    int index = 0;
    while (index < last && happens(0.5)) ++index;
    return inbox_number(index);
  }

  bool happens(double share) { return random_.unit() < share; }
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(limit));
  }

  const WorldShape& shape_;
  core::SeededRandom random_;
  std::vector<Thread> threads_;
};

}  // namespace

std::int32_t inbox_number(int index) { return 100'001 + 37 * index; }

std::int32_t channel_number(std::uint64_t dice) {
  constexpr std::array<std::int32_t, 12> kChannels{1002, 1002, 1002, 1002, 1000, 1000,
                                                   1001, 1003, 1007, 1009, 1010, 7'654'321};
  return kChannels[dice % kChannels.size()];
}

std::vector<Thread> generate(const WorldShape& shape) { return Maker(shape).make(); }

}  // namespace threadmirror::fake_hubspot
