// threadmirror: the program. Everything else is in the libraries.

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <variant>

#include "daemon/command_line.hpp"
#include "daemon/dispatch.hpp"
#include "daemon/out_of_memory.hpp"
#include "daemon/output/standard_streams.hpp"
#include "daemon/output/text_sink.hpp"
#include "daemon/privacy.hpp"
#include "daemon/stop_signals.hpp"
#include "storage/mirror_store.hpp"

namespace {

using namespace threadmirror::daemon;

output::ExitCode give(const Answer& answer) {
  output::FdSink sink(answer.code == output::ExitCode::kSuccess ? STDOUT_FILENO : STDERR_FILENO);
  sink.write(answer.text);
  sink.flush();
  return answer.code;
}

output::ExitCode run(int argc, char** argv) {
  const std::variant<Invocation, Answer> parsed = parse_command_line(argc, argv);
  if (const Answer* answer = std::get_if<Answer>(&parsed)) return give(*answer);
  return dispatch(std::get<Invocation>(parsed));
}

}  // namespace

int main(int argc, char** argv) {
  end_when_memory_is_out();
  hold_stop_signals();
  keep_memory_private();
  threadmirror::storage::MirrorStore::prepare_process();
  output::ensure_standard_streams();
  output::ignore_broken_pipes();
  try {
    return output::to_int(run(argc, argv));
  } catch (const std::exception& e) {
    if (is_lack_of_memory(e)) end_out_of_memory();
    std::fprintf(stderr, "threadmirror: internal error: %s\nWhat is committed is safe. Please report this.\n",
                 e.what());
    return output::to_int(output::ExitCode::kInternal);
  }
}
