// Which threads stand on a page, and where the next page begins.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/timestamp.hpp"
#include "tests/fake_hubspot/cursor.hpp"
#include "tests/fake_hubspot/query.hpp"
#include "tests/fake_hubspot/world.hpp"

namespace threadmirror::fake_hubspot {

struct ListingPage {
  std::vector<std::uint32_t> slots;  // of World::at, in the order of the answer
  std::optional<Cursor> next;
};

// The page of `query` that begins at `cursor` (none: the first one), with every quirk of paging that needs no
// memory. The cursor has been checked to belong to this listing.
ListingPage list_page(const World& world, const ListingQuery& query, const std::optional<Cursor>& cursor,
                      const Quirks& quirks, core::Timestamp now);

}  // namespace threadmirror::fake_hubspot
