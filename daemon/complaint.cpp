#include "daemon/complaint.hpp"

#include <string>

#include "core/text.hpp"

namespace threadmirror::daemon {

output::ExitCode complain(const core::Error& error, const Surroundings& around) {
  return complain(error, around.console);
}

output::ExitCode complain(const core::Error& error, output::Console& console) {
  console.line("threadmirror: " + core::printable(error.message()));
  if (!error.mend().empty()) console.line("  to mend it: " + core::printable(error.mend()));
  return output::exit_code(error.code());
}

output::ExitCode complain_in_log(const core::Error& error, const Surroundings& around) {
  around.log.error(error.message(), {{"kind", core::to_string(error.code())}, {"mend", error.mend()}});
  return output::exit_code(error.code());
}

}  // namespace threadmirror::daemon
