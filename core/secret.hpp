// A string that can't be printed by accident.
#pragma once

#include <string>
#include <string_view>

namespace threadmirror::core {

// Holds a token or password. It has no stream operator, no formatter, no conversion to text and no
// comparison; `reveal()` is the only way in, and is called only where the value goes on the wire. The memory
// is wiped when the object goes. Moves leave an empty secret behind.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(const Secret& other);
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  bool empty() const { return value_.empty(); }
  // The value itself. Never log it, never store it.
  std::string_view reveal() const { return value_; }

 private:
  void wipe() noexcept;
  std::string value_;
};

// Overwrites `text` in a way that the compiler may not leave out, then empties it.
void wipe(std::string& text) noexcept;

}  // namespace threadmirror::core
