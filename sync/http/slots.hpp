// A bound on how many coroutines do something at once; the others wait in line.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <list>
#include <utility>

#include "core/result.hpp"

namespace threadmirror::sync::http {

// First come, first served. From the executor's thread only; must outlive those who wait.
class Slots {
 public:
  Slots(boost::asio::any_io_executor executor, std::size_t count);

  // A place in the bound; it is given back when the object goes.
  class Ticket {
   public:
    explicit Ticket(Slots& slots) : slots_(&slots) {}
    Ticket(Ticket&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket() {
      if (slots_ != nullptr) slots_->release();
    }

   private:
    Slots* slots_;
  };

  // Waits for a place. kCancelled is the only failure.
  boost::asio::awaitable<core::Result<Ticket>> acquire();

 private:
  class Place;

  void release();

  boost::asio::any_io_executor executor_;
  std::size_t free_;
  std::list<Place*> line_;
};

}  // namespace threadmirror::sync::http
