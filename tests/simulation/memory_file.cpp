#include "tests/simulation/memory_file.hpp"

#include <utility>

namespace threadmirror::simulation {

std::size_t MemoryFile::read(char* out, std::size_t size, std::size_t offset) const {
  if (offset >= bytes_.size()) return 0;
  return bytes_.copy(out, size, offset);
}

void MemoryFile::put(std::string_view data, std::size_t offset) {
  const std::size_t end = offset + data.size();
  if (bytes_.capacity() < end) bytes_.reserve(2 * end);
  if (bytes_.size() < offset) bytes_.resize(offset);
  bytes_.replace(offset, data.size(), data);  // what lies behind the end is appended
}

void MemoryFile::write(std::string_view data, std::size_t offset) {
  if (!remembers_) return put(data, offset);
  Change change{offset, {}, std::string(data), bytes_.size(), 0, true};
  if (offset < bytes_.size()) change.before = bytes_.substr(offset, data.size());
  put(data, offset);
  change.new_size = bytes_.size();
  changes_.push_back(std::move(change));
}

void MemoryFile::truncate(std::size_t size) {
  if (!remembers_) return bytes_.resize(size);
  Change change{size, {}, {}, bytes_.size(), size, false};
  if (size < bytes_.size()) change.before = bytes_.substr(size);
  bytes_.resize(size);
  changes_.push_back(std::move(change));
}

void MemoryFile::lose_power(core::Random& dice) {
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    bytes_.resize(change->old_size);
    put(change->before, change->offset);
    bytes_.resize(change->old_size);
  }
  for (const Change& change : std::exchange(changes_, {})) {
    const std::uint64_t fate = dice.next() % 4;
    if (fate == 0) continue;
    if (!change.is_write) {
      bytes_.resize(change.new_size);
      continue;
    }
    const std::string_view data(change.after);
    const std::size_t half = data.size() / 2;
    if (fate == 1) put(data.substr(0, half), change.offset);
    if (fate == 2) put(data.substr(half), change.offset + half);
    if (fate == 3) put(data, change.offset);
  }
}

}  // namespace threadmirror::simulation
