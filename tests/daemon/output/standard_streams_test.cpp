#include "daemon/output/standard_streams.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

// Runs `body` in a child, whose exit code it becomes: descriptors 0 to 2 are touched there and not here.
template <typename F>
int in_child(F body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

int after_closing(int from, int to) {
  for (int fd = from; fd <= to; ++fd) close(fd);
  if (!ensure_standard_streams()) return 1;
  for (int fd = 0; fd <= 2; ++fd) {
    if (fcntl(fd, F_GETFD) == -1) return 2;
  }
  const int next = open("/dev/null", O_RDONLY);
  return next > 2 ? 0 : 3;
}

}  // namespace

// Fault 97.
TEST_CASE("with standard streams closed, the next file does not become one of them") {
  CHECK(in_child([] { return after_closing(2, 2); }) == 0);
  CHECK(in_child([] { return after_closing(0, 2); }) == 0);
  CHECK(in_child([] { return after_closing(1, 1); }) == 0);
  CHECK(in_child([] {
          close(2);
          return open("/dev/null", O_RDONLY);
        }) == 2);  // the danger itself
}

TEST_CASE("open standard streams stay what they are") {
  const auto unchanged = [] {
    char name[] = "/dev/zero";
    close(1);
    const int zero = open(name, O_WRONLY);
    if (zero != 1 || !ensure_standard_streams()) return 1;
    char target[64] = {};
    return readlink("/proc/self/fd/1", target, sizeof target - 1) > 0 && std::string(target) == name ? 0 : 2;
  };
  CHECK(in_child(unchanged) == 0);
}

// Fault 93.
TEST_CASE("a broken pipe is an error of the write and not the end") {
  const auto write_into_nothing = [] {
    int fds[2];
    if (pipe(fds) != 0) return 1;
    close(fds[0]);
    return write(fds[1], "x", 1) == -1 && errno == EPIPE ? 0 : 2;
  };
  const auto unprotected = [&] {
    std::signal(SIGPIPE, SIG_DFL);
    return write_into_nothing();
  };
  const auto protected_by_us = [&] {
    std::signal(SIGPIPE, SIG_DFL);
    ignore_broken_pipes();
    return write_into_nothing();
  };
  CHECK(in_child(unprotected) == 1000 + SIGPIPE);
  CHECK(in_child(protected_by_us) == 0);
}

}  // namespace threadmirror::tests
