#include "tests/docs/asking.hpp"

#include <doctest/doctest.h>

#include "daemon/output/query_command.hpp"

namespace threadmirror::tests {
namespace {

namespace output = daemon::output;

struct StringSink final : output::TextSink {
  bool write(std::string_view part) override {
    text += part;
    return true;
  }
  std::string text;
};

}  // namespace

std::string ask(const std::filesystem::path& database, const storage::Question& question,
                std::string_view format) {
  auto reader = storage::MirrorReader::open(database);
  REQUIRE_MESSAGE(reader, (reader ? "" : reader.error().text()));
  StringSink sink;
  const auto done = output::run_query(**reader, question, output::parse_row_format(format).value(), {}, sink);
  CHECK_MESSAGE(done, (done ? "" : done.error().text()));
  return sink.text;
}

}  // namespace threadmirror::tests
