#include "tests/daemon/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

namespace threadmirror::tests {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// "NAME=value" strings and the array of pointers that execve wants.
class EnvironmentBlock {
 public:
  explicit EnvironmentBlock(const Program::Environment& environment) {
    for (const auto& [name, value] : environment) texts_.push_back(name + "=" + value);
    for (const char* name : {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
      if (const char* value = std::getenv(name)) texts_.push_back(std::string(name) + "=" + value);
    }
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

void redirect(const std::filesystem::path& path, int fd) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || dup2(file, fd) < 0) _exit(126);
  close(file);
}

void confine(std::uint64_t address_space) {
  const rlimit most{address_space, address_space};
  if (setrlimit(RLIMIT_AS, &most) != 0) _exit(126);
}

std::filesystem::path fresh_name(const std::filesystem::path& folder, const char* suffix) {
  static std::atomic<int> counter{0};
  return folder / ("program-" + std::to_string(++counter) + suffix);
}

}  // namespace

Program::Program(const std::filesystem::path& folder, std::vector<std::string> arguments,
                 const Environment& environment, const std::filesystem::path& out,
                 std::optional<std::uint64_t> address_space)
    : out_(out.empty() ? fresh_name(folder, ".out") : out), err_(fresh_name(folder, ".err")) {
  arguments.insert(arguments.begin(), THREADMIRROR_PROGRAM);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  EnvironmentBlock block(environment);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    redirect("/dev/null", STDIN_FILENO);
    redirect(out_, STDOUT_FILENO);
    redirect(err_, STDERR_FILENO);
    if (address_space) confine(*address_space);
    execve(THREADMIRROR_PROGRAM, argv.data(), block.get());
    _exit(127);
  }
}

Program::~Program() {
  if (exit_ || pid_ <= 0) return;
  kill(pid_, SIGKILL);
  wait();
}

void Program::send(int signal) const {
  if (!exit_) kill(pid_, signal);
}

bool Program::minds_sigterm() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  bool is_the_program = false;  // and no longer the copy of this process before exec
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Name:")) is_the_program = line.ends_with("threadmirror");
    if (!line.starts_with("SigBlk:") && !line.starts_with("SigCgt:")) continue;
    const bool minds = (std::stoull(line.substr(7), nullptr, 16) & (1ULL << (SIGTERM - 1))) != 0;
    if (is_the_program && minds) return true;
  }
  return false;
}

Exit Program::wait() {
  if (exit_) return *exit_;
  while (running()) {
    watch_memory();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  int status = 0;
  Exit exit;
  while (waitpid(pid_, &status, 0) < 0) {
    if (errno != EINTR) throw std::runtime_error("waitpid failed");
  }
  exit.peak_kib = peak_kib_;
  if (WIFEXITED(status)) exit.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) exit.signal = WTERMSIG(status);
  exit_ = exit;
  return exit;
}

void Program::watch_memory() {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  bool is_the_program = false;
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Name:")) is_the_program = line.ends_with("threadmirror");
    if (is_the_program && line.starts_with("VmHWM:"))
      peak_kib_ = std::max(peak_kib_, std::stol(line.substr(6)));
  }
}

bool Program::running() {
  if (exit_) return false;
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return info.si_pid == 0;
}

std::optional<Exit> Program::wait_for(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (running()) {
    if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return wait();
}

std::string Program::out() const { return read_file(out_); }
std::string Program::err() const { return read_file(err_); }

Finished run_program(const std::filesystem::path& folder, std::vector<std::string> arguments,
                     const Program::Environment& environment) {
  Program program(folder, std::move(arguments), environment);
  const Exit exit = program.wait();
  return {exit, program.out(), program.err()};
}

}  // namespace threadmirror::tests
