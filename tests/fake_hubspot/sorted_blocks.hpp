// An ordered set that knows ranks: sorted keys in blocks of a few hundred.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace threadmirror::fake_hubspot {

// Holds distinct keys in ascending order, packed tightly. Look-ups cost O(log n); insertion, removal and
// ranks cost O(√n) with a tiny constant, which is microseconds for millions of keys. Any change invalidates
// positions.
template <typename Key>
class SortedBlocks {
 public:
  // A place between the first key and the end.
  struct Position {
    std::size_t block = 0;
    std::size_t offset = 0;
    friend bool operator==(Position, Position) = default;
  };

  // Replaces everything. `keys` must be sorted and distinct.
  void assign(const std::vector<Key>& keys) {
    blocks_.clear();
    size_ = keys.size();
    blocks_.reserve(keys.size() / kFill + 1);
    for (std::size_t at = 0; at < keys.size(); at += kFill) {
      const auto first = keys.begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = std::min(kFill, keys.size() - at);
      blocks_.emplace_back(first, first + static_cast<std::ptrdiff_t>(count));
    }
  }

  // False when the key is there already.
  bool insert(const Key& key) {
    if (blocks_.empty()) {
      blocks_.push_back({key});
      size_ = 1;
      return true;
    }
    const std::size_t index = std::min(block_of(key), blocks_.size() - 1);
    auto& block = blocks_[index];
    const auto place = std::lower_bound(block.begin(), block.end(), key);
    if (place != block.end() && !(key < *place)) return false;
    block.insert(place, key);
    ++size_;
    if (block.size() > kMost) split(index);
    return true;
  }

  // False when there is no such key.
  bool erase(const Key& key) {
    const Position at = lower_bound(key);
    if (is_end(at) || key < at_position(at)) return false;
    auto& block = blocks_[at.block];
    block.erase(block.begin() + static_cast<std::ptrdiff_t>(at.offset));
    if (block.empty()) blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at.block));
    --size_;
    return true;
  }

  std::size_t size() const { return size_; }
  Position begin() const { return {}; }
  bool is_end(Position at) const { return at.block >= blocks_.size(); }
  const Key& at_position(Position at) const { return blocks_[at.block][at.offset]; }
  Position next(Position at) const {
    return ++at.offset < blocks_[at.block].size() ? at : Position{at.block + 1, 0};
  }

  // The first key that is not below `key`.
  Position lower_bound(const Key& key) const {
    const std::size_t index = block_of(key);
    if (index == blocks_.size()) return {index, 0};
    const auto& block = blocks_[index];
    const auto place = std::lower_bound(block.begin(), block.end(), key);
    return {index, static_cast<std::size_t>(place - block.begin())};
  }

  // The first key above `key`.
  Position upper_bound(const Key& key) const {
    const Position at = lower_bound(key);
    return is_end(at) || key < at_position(at) ? at : next(at);
  }

  // How many keys come before the position.
  std::size_t rank(Position at) const {
    std::size_t before = at.offset;
    for (std::size_t i = 0; i < at.block && i < blocks_.size(); ++i) before += blocks_[i].size();
    return before;
  }

  // The position that has `rank` keys before it; the end where there are fewer.
  Position at_rank(std::size_t rank) const {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (rank < blocks_[i].size()) return {i, rank};
      rank -= blocks_[i].size();
    }
    return {blocks_.size(), 0};
  }

 private:
  static constexpr std::size_t kFill = 384;
  static constexpr std::size_t kMost = 768;

  // The first block whose last key is not below `key`.
  std::size_t block_of(const Key& key) const {
    const auto found = std::partition_point(blocks_.begin(), blocks_.end(),
                                            [&](const std::vector<Key>& b) { return b.back() < key; });
    return static_cast<std::size_t>(found - blocks_.begin());
  }

  void split(std::size_t index) {
    auto& block = blocks_[index];
    const auto middle = block.begin() + static_cast<std::ptrdiff_t>(block.size() / 2);
    std::vector<Key> upper(middle, block.end());
    block.erase(middle, block.end());
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(upper));
  }

  std::vector<std::vector<Key>> blocks_;  // none of them is empty
  std::size_t size_ = 0;
};

}  // namespace threadmirror::fake_hubspot
