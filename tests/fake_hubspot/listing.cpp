#include "tests/fake_hubspot/listing.hpp"

#include <algorithm>

namespace threadmirror::fake_hubspot {
namespace {

using Position = Index::Position;

// Walks the threads of one listing in its order.
class Walk {
 public:
  Walk(const World& world, const ListingQuery& query, const Quirks& quirks)
      : world_(world),
        query_(query),
        index_(query.by_time ? world.times(query.archived) : world.ids(query.archived)),
        floor_(lowest_time(query, quirks)) {
    settle(index_.begin());
  }

  bool at_end() const { return index_.is_end(at_); }
  const Key& key() const { return index_.at_position(at_); }
  void next() { settle(index_.next(at_)); }

  // To the first thread above the key (or at it).
  void seek(const Key& key, bool or_equal) {
    settle(or_equal ? index_.lower_bound(key) : index_.upper_bound(key));
  }

  void skip(std::size_t count) {
    const bool no_gaps = query_.unfiltered() && world_.orders().untimed != Untimed::kFirst;
    if (no_gaps) {
      settle(index_.at_rank(index_.rank(at_) + count));
    } else {
      for (; count > 0 && !at_end(); --count) next();
    }
  }

 private:
  // The lowest primary key that the timestamp filter lets through.
  static std::int64_t lowest_time(const ListingQuery& query, const Quirks& quirks) {
    if (!query.after_ms) return kUntimedFirst;
    const std::int64_t unit = quirks.orders().time_unit_ms;
    const std::int64_t rest = *query.after_ms % unit;
    const std::int64_t cut = *query.after_ms - (rest < 0 ? rest + unit : rest);
    return quirks.after_filter == AfterFilter::kInclusive ? cut : cut + unit;
  }

  // Moves on to the first thread at or after the position that the filters let through.
  void settle(Position at) {
    at_ = at;
    while (!at_end() && !passes()) {
      const bool too_early = query_.by_time && key().primary != kUntimedFirst && key().primary < floor_;
      at_ = too_early ? index_.lower_bound({floor_, kUntimedFirst, 0}) : index_.next(at_);
    }
  }

  bool passes() const {
    if (query_.by_time && key().primary != kUntimedFirst && key().primary < floor_) return false;
    if (query_.unfiltered()) return true;
    const Thread& thread = world_.at(key().slot);
    return (!query_.inbox || thread.inbox == *query_.inbox) &&
           (!query_.contact || thread.contact == *query_.contact) &&
           (!query_.ticket || thread.ticket == *query_.ticket) &&
           (!query_.open || thread.open == *query_.open);
  }

  const World& world_;
  const ListingQuery& query_;
  const Index& index_;
  std::int64_t floor_;
  Position at_;
};

// A stretch of the listing: the keys of a page, and whether more follow.
struct Stretch {
  std::vector<Key> keys;
  bool more = false;
};

Stretch take(Walk& walk, std::size_t limit) {
  Stretch stretch;
  for (; !walk.at_end() && stretch.keys.size() < limit; walk.next()) stretch.keys.push_back(walk.key());
  stretch.more = !walk.at_end();
  return stretch;
}

// Descending order is rare (one contact's threads): the matches are gathered and turned round.
Stretch take_descending(Walk& walk, std::size_t limit, std::size_t skip) {
  std::vector<Key> all;
  for (; !walk.at_end(); walk.next()) all.push_back(walk.key());
  std::reverse(all.begin(), all.end());
  Stretch stretch;
  for (std::size_t i = skip; i < all.size() && stretch.keys.size() < limit; ++i)
    stretch.keys.push_back(all[i]);
  stretch.more = skip + stretch.keys.size() < all.size();
  return stretch;
}

Stretch take_at(Walk& walk, const ListingQuery& query, const std::optional<Cursor>& cursor) {
  const std::size_t skip = cursor && cursor->positional ? static_cast<std::size_t>(cursor->primary) : 0;
  if (query.descending) return take_descending(walk, query.limit, skip);
  if (cursor && cursor->positional) walk.skip(skip);
  if (cursor && !cursor->positional) walk.seek({cursor->primary, cursor->secondary, 0}, cursor->repeat_last);
  return take(walk, query.limit);
}

// The cursor that means the first page.
Cursor beginning(const ListingQuery& query, const Quirks& quirks) {
  Cursor cursor;
  cursor.positional = query.descending || (query.by_time && quirks.time_cursors == CursorKind::kPositional);
  if (cursor.positional) return cursor;
  cursor.primary = cursor.secondary = kUntimedFirst;
  cursor.repeat_last = true;
  return cursor;
}

Cursor following(const ListingQuery& query, const std::optional<Cursor>& cursor, const Stretch& stretch,
                 const Quirks& quirks) {
  Cursor next = cursor.value_or(beginning(query, quirks));
  if (stretch.keys.empty()) return next;
  if (next.positional) {
    next.primary += static_cast<std::int64_t>(stretch.keys.size());
    if (quirks.duplicates == Duplicates::kAcrossPages && stretch.keys.size() > 1) --next.primary;
  } else {
    next.primary = stretch.keys.back().primary;
    next.secondary = stretch.keys.back().secondary;
    next.repeat_last = quirks.duplicates == Duplicates::kAcrossPages && stretch.keys.size() > 1;
  }
  return next;
}

// Whether there is a cursor after this stretch.
bool goes_on(const Stretch& stretch, const ListingQuery& query, const Quirks& quirks) {
  const bool is_full = stretch.keys.size() == query.limit;
  return stretch.more || quirks.endless_pages != Endless::kOff || (quirks.final_empty_page && is_full);
}

std::vector<std::uint32_t> slots_of(const Stretch& stretch, const Quirks& quirks) {
  std::vector<std::uint32_t> slots;
  for (const Key& key : stretch.keys) slots.push_back(key.slot);
  if (quirks.duplicates == Duplicates::kInPage && !slots.empty()) {
    slots.insert(slots.begin() + static_cast<std::ptrdiff_t>(slots.size() / 2), slots.front());
  }
  if (quirks.out_of_order) std::reverse(slots.begin(), slots.end());
  return slots;
}

}  // namespace

ListingPage list_page(const World& world, const ListingQuery& query, const std::optional<Cursor>& cursor,
                      const Quirks& quirks, core::Timestamp now) {
  Walk walk(world, query, quirks);
  ListingPage page;
  Stretch stretch = take_at(walk, query, cursor);
  const std::uint32_t number = cursor ? cursor->page : 0;
  const bool play_empty = quirks.empty_pages == EmptyPages::kSometimes && number % 3 == 1;
  const bool play_same = quirks.endless_pages == Endless::kSame && !stretch.more;
  if (play_empty) stretch = {{}, true};
  page.slots = slots_of(stretch, quirks);
  if (!goes_on(stretch, query, quirks)) return page;
  page.next = following(query, cursor, play_same ? Stretch{} : stretch, quirks);
  page.next->listing = query.fingerprint();
  page.next->page = number + 1;
  page.next->issued_ms = now.unix_ms();
  return page;
}

}  // namespace threadmirror::fake_hubspot
