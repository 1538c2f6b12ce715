// Runs the real program as a user would: arguments, environment, output, signals, exit status.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace threadmirror::tests {

// Within which the program must have stopped after a signal; sanitizers slow it down.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::chrono::seconds kStop{30};
#else
inline constexpr std::chrono::seconds kStop{5};
#endif

// How a program ended.
struct Exit {
  int code = -1;   // exit status; -1 when a signal killed it
  int signal = 0;  // the signal, or 0
  // The program's peak memory in KiB, read every few milliseconds while it was waited for. (The system's own
  // account also counts the copy of this process that it was before exec.)
  long peak_kib = 0;
};

// One run of the `threadmirror` that this build made. Output goes to files in `folder`. The destructor kills
// what still runs. Throws std::runtime_error when the program can't be started.
class Program {
 public:
  using Environment = std::map<std::string, std::string>;

  // `environment` is all that the program gets besides PATH and the sanitizers' options. Standard output goes
  // to `out`, such as a named pipe that the test has open, if that is given. `address_space` is the most that
  // it may use, in bytes.
  Program(const std::filesystem::path& folder, std::vector<std::string> arguments,
          const Environment& environment = {}, const std::filesystem::path& out = {},
          std::optional<std::uint64_t> address_space = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  pid_t pid() const { return pid_; }
  void send(int signal) const;
  // True once a SIGTERM is kept or handled instead of killing: soon after the start of `main`.
  bool minds_sigterm() const;
  // Waits for the end, and watches the memory meanwhile.
  Exit wait();
  // Waits for the end for at most `limit`; nothing when it still runs.
  std::optional<Exit> wait_for(std::chrono::milliseconds limit);
  bool running();

  // What it has written so far.
  std::string out() const;
  std::string err() const;

 private:
  void watch_memory();

  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t pid_ = -1;
  long peak_kib_ = 0;
  std::optional<Exit> exit_;
};

// Runs it to its end.
struct Finished {
  Exit exit;
  std::string out;
  std::string err;
};
Finished run_program(const std::filesystem::path& folder, std::vector<std::string> arguments,
                     const Program::Environment& environment = {});

}  // namespace threadmirror::tests
