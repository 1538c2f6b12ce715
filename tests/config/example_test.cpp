// The example file against the table of keys: it must be loadable, complete and true.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "config/key_table.hpp"
#include "config/key_text.hpp"
#include "config/loader.hpp"
#include "tests/config/temporary_folder.hpp"

using namespace threadmirror;
using config::Key;

namespace {

struct Entry {
  std::string value;    // as it stands in the file
  std::string comment;  // the lines above it, joined by spaces
};

struct Example {
  std::string uncommented;  // the file with every key switched on
  std::map<std::string, Entry> entries;
  std::vector<std::string> order;
};

// "#key = value", without a space behind the "#", is a key that is switched off.
bool is_key(const std::string& line) {
  return line.size() > 1 && line[0] == '#' && line[1] >= 'a' && line[1] <= 'z' &&
         line.find(" = ") != std::string::npos;
}

Example read_example() {
  std::ifstream file(THREADMIRROR_EXAMPLE_FILE);
  REQUIRE(file);
  Example example;
  std::string section;
  std::string comment;
  for (std::string line; std::getline(file, line);) {
    if (is_key(line)) {
      line.erase(0, 1);
      const std::size_t equals = line.find(" = ");
      const std::string name = section + "." + line.substr(0, equals);
      example.entries[name] = {line.substr(equals + 3), comment};
      example.order.push_back(name);
    }
    if (line.starts_with('[')) section = line.substr(1, line.size() - 2);
    comment = line.starts_with("# ") ? comment + line.substr(2) + " " : "";
    example.uncommented += line + "\n";
  }
  return example;
}

config::Settings load_text(const std::string& text) {
  const tests::TemporaryFolder folder;
  config::Sources sources;
  sources.config_file = folder.write("example.toml", text);
  sources.environment = tests::environment_of({{"HOME", "/h"}});
  const auto loaded = load(sources);
  REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
  return loaded->settings;
}

}  // namespace

TEST_CASE("the example file as it is changes nothing") {
  config::Sources sources;
  sources.config_file = THREADMIRROR_EXAMPLE_FILE;
  sources.environment = tests::environment_of({{"HOME", "/h"}});
  const auto loaded = load(sources);
  REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
  CHECK(loaded->settings == config::Settings());
}

TEST_CASE("the example file with every key switched on still means the defaults") {
  const Example example = read_example();
  CHECK(load_text(example.uncommented) == config::Settings());
}

TEST_CASE("the example file has every key, in the table's order, with its default and its meaning") {
  const Example example = read_example();
  std::vector<std::string> names;
  for (const Key& key : config::all_keys()) {
    names.push_back(key.full_name());
    CAPTURE(key.full_name());
    const auto entry = example.entries.find(key.full_name());
    REQUIRE(entry != example.entries.end());
    CHECK(entry->second.value == toml_value(key, config::Settings()));
    CHECK_MESSAGE(entry->second.comment.find(key.meaning) != std::string::npos, entry->second.comment);
  }
  CHECK(example.order == names);
}

TEST_CASE("every key of the example takes effect once its value is changed") {
  const std::map<std::string, std::string> others{{"hubspot.base_url", "'https://x.example'"},
                                                  {"hubspot.api_version", "'2026-09'"},
                                                  {"hubspot.token_file", "'/t'"},
                                                  {"hubspot.page_size", "7"},
                                                  {"hubspot.inbox_ids", "[7]"},
                                                  {"hubspot.ca_file", "'/c'"},
                                                  {"hubspot.proxy", "'http://p:1'"},
                                                  {"hubspot.request_timeout", "'7s'"},
                                                  {"rate_limit.requests", "7"},
                                                  {"rate_limit.window", "'7s'"},
                                                  {"rate_limit.share", "0.7"},
                                                  {"rate_limit.daily_reserve", "0.7"},
                                                  {"rate_limit.max_in_flight", "7"},
                                                  {"sync.poll_interval", "'7s'"},
                                                  {"sync.overlap", "'7s'"},
                                                  {"sync.reconcile_interval", "'7h'"},
                                                  {"storage.path", "'/d'"},
                                                  {"log.level", "'error'"},
                                                  {"log.format", "'json'"},
                                                  {"http.listen", "'127.0.0.1:7'"}};
  for (const auto& [name, value] : others) {
    CAPTURE(name);
    const config::Settings changed = load_text(name + " = " + value + "\n");
    CHECK(changed_keys(config::Settings(), changed) == std::vector<std::string>{name});
  }
  const config::Settings oauth =
      load_text("[hubspot.oauth]\nclient_id = 'a'\nclient_secret_file = '/b'\nrefresh_token_file = '/c'\n");
  CHECK(changed_keys(config::Settings(), oauth).size() == 3);
  CHECK(others.size() + 3 == config::all_keys().size());
}
