// bench-run: runs a program and writes what it cost, as JSON, into a file. A small program of its own,
// because a process begins with its parent's peak memory: a script as the parent would hide what a lean
// program needs.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

[[noreturn]] void become(char** command) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // nothing stays behind when the benchmark is broken off
  execvp(command[0], command);
  std::perror(command[0]);
  _exit(127);
}

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

bool write_report(const char* path, double wall, const rusage& usage, int code) {
  std::FILE* file = std::fopen(path, "w");
  if (file == nullptr) return false;
  std::fprintf(file,
               "{\"wall\":%.6f,\"user\":%.6f,\"system\":%.6f,\"peak_kib\":%ld,\"voluntary_switches\":%ld,"
               "\"exit\":%d}\n",
               wall, seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss, usage.ru_nvcsw, code);
  return std::fclose(file) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: bench-run REPORT PROGRAM [ARGUMENT…]\n", stderr);
    return 64;
  }
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const auto started = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child < 0) return std::perror("fork"), 71;
  if (child == 0) become(argv + 2);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return std::perror("wait4"), 71;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started;
  if (!write_report(argv[1], wall.count(), usage, exit_code(status))) return std::perror(argv[1]), 73;
  return exit_code(status);
}
