#include "sync/http/slots.hpp"

#include <doctest/doctest.h>

#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

using namespace threadmirror;
using namespace threadmirror::sync::http;
namespace asio = boost::asio;

namespace {

// Asks for a place and keeps what it gets.
struct Applicant {
  void apply(asio::io_context& io, Slots& slots) {
    asio::co_spawn(io, stand_in_line(slots), asio::bind_cancellation_slot(signal.slot(), asio::detached));
  }
  asio::awaitable<void> stand_in_line(Slots& slots) {
    auto place = co_await slots.acquire();
    if (place) ticket.emplace(std::move(*place));
    if (!place) failure = place.error().code();
  }

  asio::cancellation_signal signal;
  std::optional<Slots::Ticket> ticket;
  std::optional<core::ErrorCode> failure;
};

}  // namespace

TEST_CASE("places are given in the order of asking, as others become free") {
  asio::io_context io;
  Slots slots(io.get_executor(), 2);
  std::array<Applicant, 4> applicants;
  for (Applicant& applicant : applicants) applicant.apply(io, slots);
  io.poll();
  CHECK(applicants[0].ticket);
  CHECK(applicants[1].ticket);
  CHECK_FALSE(applicants[2].ticket);
  applicants[1].ticket.reset();
  io.poll();
  CHECK(applicants[2].ticket);
  CHECK_FALSE(applicants[3].ticket);
  applicants[0].ticket.reset();
  io.poll();
  CHECK(applicants[3].ticket);
}

TEST_CASE("who is cancelled in the line takes no place") {
  asio::io_context io;
  Slots slots(io.get_executor(), 1);
  std::array<Applicant, 3> applicants;
  for (Applicant& applicant : applicants) applicant.apply(io, slots);
  io.poll();
  applicants[1].signal.emit(asio::cancellation_type::terminal);
  io.poll();
  CHECK(applicants[1].failure == core::ErrorCode::kCancelled);
  applicants[0].ticket.reset();
  io.poll();
  CHECK(applicants[2].ticket);
}

TEST_CASE("a place that is granted and cancelled at once is not lost") {
  asio::io_context io;
  Slots slots(io.get_executor(), 1);
  std::array<Applicant, 3> applicants;
  applicants[0].apply(io, slots);
  applicants[1].apply(io, slots);
  io.poll();
  applicants[0].ticket.reset();
  applicants[1].signal.emit(asio::cancellation_type::terminal);
  io.restart();
  io.poll();
  applicants[1].ticket.reset();
  applicants[2].apply(io, slots);
  io.restart();
  io.poll();
  CHECK(applicants[2].ticket);
}
