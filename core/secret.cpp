#include "core/secret.hpp"

#include <cstring>
#include <utility>

namespace threadmirror::core {

void wipe(std::string& text) noexcept {
  if (text.capacity() > 0) explicit_bzero(text.data(), text.capacity());
  text.clear();
}

Secret::Secret(std::string value) : value_(value) { core::wipe(value); }
Secret::Secret(const Secret& other) = default;
Secret::Secret(Secret&& other) noexcept : value_(other.value_) { other.wipe(); }

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    value_ = other.value_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    value_ = other.value_;
    other.wipe();
  }
  return *this;
}

Secret::~Secret() { wipe(); }
void Secret::wipe() noexcept { core::wipe(value_); }

}  // namespace threadmirror::core
