// Writes to standard error without ever being held up or killed by whoever reads it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace threadmirror::daemon::output {

// Writes whole texts to a descriptor that it doesn't own. A pipe, socket or terminal that takes nothing is
// waited for up to `patience` once; from then on texts are dropped at once until it takes something again. A
// reader that has gone, a closed descriptor and a full disk only drop the text. SIGPIPE must be ignored. The
// descriptor's flags stay as they are: others share them. One thread at a time.
class LineWriter {
 public:
  explicit LineWriter(int fd, std::chrono::milliseconds patience = std::chrono::milliseconds(50));

  // False where the text was dropped, whole or in part. After a part, the next text begins on a new line.
  bool write(std::string_view text);
  // Texts dropped so far.
  std::uint64_t lost() const { return lost_; }

 private:
  bool deliver(std::string_view text);
  bool wait_until_writable() const;
  int fd_;
  bool is_socket_ = false;
  bool stuck_ = false;
  bool torn_ = false;
  std::chrono::milliseconds patience_;
  std::uint64_t lost_ = 0;
};

}  // namespace threadmirror::daemon::output
