#include "tests/daemon/session.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace threadmirror::tests {
namespace {

// The rest of the stream up to a newline, without it.
std::string read_line(std::FILE* from) {
  std::string line;
  for (int c = std::fgetc(from); c != EOF && c != '\n'; c = std::fgetc(from)) line += static_cast<char>(c);
  return line;
}

[[noreturn]] void become(const std::string& command, int input, int output) {
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
  _exit(127);
}

}  // namespace

void require_program(const std::string& name) {
  REQUIRE_MESSAGE(output_of("command -v " + name) != "", name, " is missing: run script/bootstrap");
}

Session::Session(const std::string& command) {
  std::array<int, 2> input{}, output{};
  if (pipe2(input.data(), O_CLOEXEC) != 0 || pipe2(output.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) become(command, input[0], output[1]);
  close(input[0]);
  close(output[1]);
  to_ = fdopen(input[1], "w");
  from_ = fdopen(output[0], "r");
}

Session::~Session() {
  std::fclose(to_);
  std::fclose(from_);
  waitpid(pid_, nullptr, 0);
}

std::string Session::ask(const std::string& line) {
  std::fputs((line + "\n").c_str(), to_);
  std::fflush(to_);
  return read_line(from_);
}

std::string output_of(const std::string& command) {
  std::FILE* shell = popen(("{ " + command + "; } 2>&1").c_str(), "r");
  if (shell == nullptr) throw std::runtime_error("no shell");
  std::string text;
  for (int c = std::fgetc(shell); c != EOF; c = std::fgetc(shell)) text += static_cast<char>(c);
  pclose(shell);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace threadmirror::tests
