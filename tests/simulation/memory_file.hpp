// A file's bytes in memory, and what a power cut would leave of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"

namespace threadmirror::simulation {

// Remembers each change since the last sync, so that a power cut can be played.
class MemoryFile {
 public:
  std::size_t size() const { return bytes_.size(); }
  // Copies what is there of the range; gives the number of bytes, fewer than `size` at the file's end.
  std::size_t read(char* out, std::size_t size, std::size_t offset) const;
  void write(std::string_view data, std::size_t offset);
  void truncate(std::size_t size);
  // What is there now survives any power cut.
  void sync() { changes_.clear(); }
  std::size_t unsynced() const { return changes_.size(); }
  // Whether a power cut may come; without, nothing is remembered for it. False until told otherwise.
  void expect_power_cuts(bool expected) { remembers_ = expected; }

  // A power cut: of the changes since the last sync each one survives, is lost, or (a write) survives with
  // one half only, by the dice.
  void lose_power(core::Random& dice);

 private:
  struct Change {
    std::size_t offset = 0;
    std::string before;        // the bytes that it replaced or cut off
    std::string after;         // what was written; of a truncation: nothing
    std::size_t old_size = 0;  // of the file
    std::size_t new_size = 0;
    bool is_write = false;
  };
  void put(std::string_view data, std::size_t offset);

  std::string bytes_;
  std::vector<Change> changes_;
  bool remembers_ = false;
};

}  // namespace threadmirror::simulation
