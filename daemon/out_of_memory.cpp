#include "daemon/out_of_memory.hpp"

#include <unistd.h>

#include <boost/system/system_error.hpp>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>
#include <system_error>

#include "daemon/output/exit_code.hpp"

namespace threadmirror::daemon {
namespace {

constexpr std::string_view kWords =
    "threadmirror: out of memory, or of threads\n"
    "What is committed is safe, and the next run goes on from there. Give it more: MemoryMax= and TasksMax= "
    "of its "
    "service, ulimit -v and -u; 64 MiB are enough.\n";

std::terminate_handler usual_end = nullptr;

// Some libraries throw where nobody catches.
[[noreturn]] void end_uncaught() noexcept {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::exception& failure) {
    if (is_lack_of_memory(failure)) end_out_of_memory();
  } catch (...) {  // nothing that tells of memory
  }
  usual_end();
  std::abort();
}

}  // namespace

void end_when_memory_is_out() {
  std::set_new_handler(&end_out_of_memory);
  usual_end = std::set_terminate(&end_uncaught);
}

void end_out_of_memory() noexcept {
  const auto written = write(STDERR_FILENO, kWords.data(), kWords.size());
  static_cast<void>(written);
  _exit(output::to_int(output::ExitCode::kInternal));
}

bool is_lack_of_memory(const std::exception& failure) {
  const auto means_it = [](int number) { return number == ENOMEM || number == EAGAIN; };
  if (dynamic_cast<const std::bad_alloc*>(&failure) != nullptr) return true;
  if (const auto* const error = dynamic_cast<const std::system_error*>(&failure)) {
    return error->code().category() == std::system_category() && means_it(error->code().value());
  }
  const auto* const error = dynamic_cast<const boost::system::system_error*>(&failure);
  return error != nullptr && error->code().category() == boost::system::system_category() &&
         means_it(error->code().value());
}

}  // namespace threadmirror::daemon
