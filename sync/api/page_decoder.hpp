// The answers to good requests: a page of threads, one thread, the account's details.
#pragma once

#include <cstdint>

#include "core/result.hpp"
#include "sync/api/threads_api.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

// The longest cursor that is taken; HubSpot's have some dozen characters.
inline constexpr std::size_t kLongestCursor = 8 * 1024;

// Turns the answer to a listing into a page. A record that can't be read is set aside in `rejected`; what
// makes the page as a whole untrustworthy (no JSON, no array `results`, a `paging` of the wrong shape, an
// overlong cursor) is kBadResponse, for nothing may be mistaken for the end of a listing. `paging.next.link`
// is ignored. Leaves `requests` to the caller.
core::Result<Page> decode_page(const http::Response& answer, Sort sort);

// Turns the answer to a request for one thread into that thread; kBadResponse when it is none or another one.
core::Result<core::ThreadRecord> decode_single_thread(const http::Response& answer, std::int64_t id);

// Turns the answer to account-info into the account; kBadResponse without a usable `portalId`.
core::Result<Account> decode_account(const http::Response& answer);

// True where `threads` ascend as `sort` asks for; see Page::in_order.
bool is_in_order(const std::vector<core::ThreadRecord>& threads, Sort sort);

}  // namespace threadmirror::sync::api
