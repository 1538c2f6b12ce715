// A program that is talked to line by line, as by a person at its prompt.
#pragma once

#include <cstdio>
#include <string>

#include <sys/types.h>

namespace threadmirror::tests {

// Fails the test case where there is no program of that name, and says how it comes.
void require_program(const std::string& name);

// One run of a shell's command line. Owns the process; the destructor closes its input and waits for its end.
class Session {
 public:
  // Throws std::runtime_error where it can't be started.
  explicit Session(const std::string& command);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // Sends the line, and returns the one that the program answers with; "" where it has ended.
  std::string ask(const std::string& line);

 private:
  pid_t pid_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

// What the command line prints, on both streams, without the last newline.
std::string output_of(const std::string& command);

}  // namespace threadmirror::tests
