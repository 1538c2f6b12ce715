#include "daemon/query_command.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/duration.hpp"
#include "daemon/complaint.hpp"
#include "daemon/output/query_command.hpp"
#include "daemon/output/recipe_list.hpp"
#include "daemon/output/text_sink.hpp"
#include "daemon/query_watch.hpp"
#include "daemon/recipe_choice.hpp"
#include "storage/mirror_reader.hpp"
#include "storage/recipe.hpp"

namespace threadmirror::daemon {
namespace {

using core::ErrorCode;
using output::ExitCode;

core::Result<std::optional<std::chrono::milliseconds>> parse_timeout(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto limit = config::parse_duration(*text);
  if (!limit)
    return core::fail(ErrorCode::kUsage, "--timeout: " + limit.error().message(), limit.error().mend());
  if (limit->count() == 0) {
    return core::fail(ErrorCode::kUsage, "--timeout: no query ends in no time",
                      "leave --timeout out where the query may take as long as it needs");
  }
  return *limit;
}

// A statement with everything that it is run with.
struct Prepared {
  std::string sql;
  std::vector<storage::Parameter> parameters;
  output::RowFormat format{};
  std::optional<std::chrono::milliseconds> limit;
};

core::Result<Prepared> prepare(const QueryOptions& options) {
  const auto format = output::parse_row_format(options.format);
  if (!format) return core::fail(format.error());
  const auto limit = parse_timeout(options.timeout);
  if (!limit) return core::fail(limit.error());
  auto parameters = storage::parse_parameters(options.parameters);
  if (!parameters) return core::fail(parameters.error());
  if (names_recipe(options.sql)) {
    const auto recipe = choose_recipe(options.sql, storage::all_recipes());
    if (!recipe) return core::fail(recipe.error());
    auto values = storage::with_defaults(*recipe, std::move(*parameters));
    if (!values) return core::fail(values.error());
    return Prepared{recipe->sql, std::move(*values), *format, *limit};
  }
  auto sql = output::read_statement(options.sql, STDIN_FILENO);
  if (!sql) return core::fail(sql.error());
  return Prepared{std::move(*sql), std::move(*parameters), *format, *limit};
}

ExitCode list_recipes(const QueryOptions& options, const Surroundings& around) {
  const auto format = output::parse_row_format(options.format);
  if (!format) return complain(format.error(), around);
  output::FdSink sink(STDOUT_FILENO);
  output::write_recipe_list(storage::all_recipes(), *format, output::row_writer_options(around.out), sink);
  return sink.error() ? complain(*sink.error(), around) : ExitCode::kSuccess;
}

}  // namespace

ExitCode run_query(const config::Loaded& loaded, const QueryOptions& options, const Surroundings& around) {
  if (options.list) return list_recipes(options, around);
  const auto prepared = prepare(options);
  if (!prepared) return complain(prepared.error(), around);
  auto reader = storage::MirrorReader::open(loaded.database);
  if (!reader) return complain(reader.error(), around);
  const auto leave = [&around](const core::Error& error) {
    std::_Exit(output::to_int(complain(error, around)));
  };
  const QueryWatch watch({prepared->limit}, leave);
  output::FdSink sink(STDOUT_FILENO);
  const storage::Question question{prepared->sql, prepared->parameters,
                                   [&watch] { return watch.should_stop(); }};
  const auto done =
      output::run_query(**reader, question, prepared->format, output::row_writer_options(around.out), sink);
  if (done) return ExitCode::kSuccess;
  const bool was_stopped = watch.should_stop() && done.error().code() == ErrorCode::kCancelled;
  return complain(was_stopped ? watch.reason() : done.error(), around);
}

}  // namespace threadmirror::daemon
