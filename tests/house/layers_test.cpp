#include "tests/house/layers.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace threadmirror::tests::house;

namespace {

using Complaints = std::vector<std::string>;

// A tree of two files, the first of which includes the second.
Complaints including(const std::string& from, const std::string& to) {
  const std::vector<SourceFile> files{parse_source(from, "#include \"" + to + "\"\n"), parse_source(to, "")};
  return wrong_directions(files);
}

Complaints with_header(const std::string& path, const std::string& header) {
  const std::vector<SourceFile> files{parse_source(path, "#include <" + header + ">\n")};
  return misplaced_headers(files);
}

Complaints with_line(const std::string& path, const std::string& line) {
  const std::vector<SourceFile> files{parse_source(path, line)};
  return misplaced_effects(files);
}

}  // namespace

TEST_CASE("a file belongs to the innermost layer of its path") {
  CHECK(layer_of("core/text.cpp") == "core");
  CHECK(layer_of("sync/tail.cpp") == "sync");
  CHECK(layer_of("sync/api/paths.cpp") == "sync/api");
  CHECK(layer_of("sync/http/url.cpp") == "sync/http");
  CHECK(layer_of("daemon/output/table.cpp") == "daemon");
  CHECK(layer_of("corex/text.cpp") == "");
  CHECK(layer_of("tests/core/text_test.cpp") == "");
}

TEST_CASE("includes that follow the layers pass") {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"core/a.cpp", "core/b.hpp"},
           {"config/a.cpp", "core/b.hpp"},
           {"storage/a.cpp", "core/b.hpp"},
           {"sync/http/a.cpp", "core/b.hpp"},
           {"sync/api/a.cpp", "sync/http/b.hpp"},
           {"sync/a.cpp", "sync/api/b.hpp"},
           {"sync/a.cpp", "storage/b.hpp"},
           {"daemon/a.cpp", "config/b.hpp"},
           {"daemon/a.cpp", "sync/b.hpp"},
           {"daemon/output/a.cpp", "storage/b.hpp"},
           {"daemon/runtime.cpp", "sync/http/b.hpp"},
           {"daemon/runtime.hpp", "sync/api/b.hpp"},
       }) {
    CAPTURE(from);
    CAPTURE(to);
    CHECK(including(from, to).empty());
  }
}

TEST_CASE("includes against the layers are named") {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"core/a.cpp", "config/b.hpp"},
           {"config/a.cpp", "storage/b.hpp"},
           {"storage/a.cpp", "sync/b.hpp"},
           {"sync/http/a.cpp", "sync/api/b.hpp"},
           {"sync/http/a.cpp", "storage/b.hpp"},
           {"sync/api/a.cpp", "storage/b.hpp"},
           {"sync/api/a.cpp", "sync/b.hpp"},
           {"sync/a.cpp", "sync/http/b.hpp"},
           {"sync/a.cpp", "config/b.hpp"},
           {"sync/a.cpp", "daemon/b.hpp"},
           {"daemon/a.cpp", "sync/http/b.hpp"},
           {"daemon/a.cpp", "sync/api/b.hpp"},
           {"core/a.cpp", "tests/b.hpp"},
       }) {
    CAPTURE(from);
    CAPTURE(to);
    CHECK(including(from, to).size() == 1);
  }
  CHECK(including("core/a.cpp", "config/b.hpp") ==
        Complaints{"core/a.cpp includes config/b.hpp: core may include nothing else"});
}

TEST_CASE("an include that is not written from the tree's root is named") {
  const std::vector<SourceFile> files{parse_source("core/a.cpp", "#include \"b.hpp\"\n"),
                                      parse_source("core/b.hpp", "")};
  CHECK(wrong_directions(files) ==
        Complaints{"core/a.cpp includes b.hpp: no such file from the tree's root"});
}

TEST_CASE("third-party headers pass at home and are named elsewhere") {
  struct Case {
    std::string header, home, elsewhere;
  };
  for (const Case& c : std::vector<Case>{
           {"boost/beast/http/parser.hpp", "sync/http/a.cpp", "sync/api/a.cpp"},
           {"boost/asio/ssl/stream.hpp", "sync/http/a.cpp", "daemon/a.cpp"},
           {"boost/asio/awaitable.hpp", "core/wait.hpp", "core/text.hpp"},
           {"boost/asio/awaitable.hpp", "sync/a.cpp", "storage/a.cpp"},
           {"boost/asio/signal_set.hpp", "daemon/a.cpp", "config/a.cpp"},
           {"openssl/ssl.h", "sync/http/a.cpp", "daemon/a.cpp"},
           {"zlib.h", "sync/http/a.cpp", "sync/api/a.cpp"},
           {"sqlite3.h", "storage/a.cpp", "daemon/a.cpp"},
           {"SQLiteCpp/Database.h", "storage/a.cpp", "sync/a.cpp"},
           {"rapidjson/reader.h", "sync/api/a.cpp", "sync/a.cpp"},
           {"rapidjson/writer.h", "core/json.cpp", "core/text.cpp"},
           {"toml++/toml.h", "config/a.cpp", "daemon/a.cpp"},
           {"CLI/CLI.hpp", "daemon/a.cpp", "config/a.cpp"},
           {"spdlog/logger.h", "daemon/output/a.cpp", "sync/a.cpp"},
       }) {
    CAPTURE(c.header);
    CHECK(with_header(c.home, c.header).empty());
    CHECK(with_header(c.elsewhere, c.header).size() == 1);
  }
  CHECK(with_header("daemon/a.cpp", "toml++/toml.h") ==
        Complaints{"daemon/a.cpp includes <toml++/toml.h>: its home is config/"});
}

TEST_CASE("a library without a home is named, the standard library and the system are not") {
  CHECK(with_header("daemon/a.cpp", "curl/curl.h").size() == 1);
  CHECK(with_header("sync/http/a.cpp", "boost/locale.hpp").size() == 1);
  for (const char* header :
       {"string", "unistd.h", "sys/stat.h", "netinet/in.h", "fmt/format.h", "tl/expected.hpp"}) {
    CAPTURE(header);
    CHECK(with_header("storage/a.cpp", header).empty());
  }
}

TEST_CASE("layers that do no I/O may not include its headers") {
  CHECK(with_header("core/a.cpp", "fstream").size() == 1);
  CHECK(with_header("sync/a.cpp", "unistd.h").size() == 1);
  CHECK(with_header("sync/api/a.cpp", "sys/socket.h").size() == 1);
  CHECK(with_header("sync/http/a.cpp", "sys/socket.h").empty());
}

TEST_CASE("clock, sleep, environment and entropy are for the few files that wrap them") {
  CHECK(with_line("sync/a.cpp", "auto t = std::chrono::system_clock::now();").size() == 1);
  CHECK(with_line("daemon/a.cpp", "auto t = steady_clock::now();").size() == 1);
  CHECK(with_line("config/token.cpp", "std::getenv(\"X\")").size() == 1);
  CHECK(with_line("sync/a.cpp", "std::random_device d;").size() == 1);
  CHECK(with_line("storage/a.cpp", "std::this_thread::sleep_for(x);").size() == 1);
  CHECK(with_line("core/clock.cpp", "system_clock::now()").empty());
  CHECK(with_line("config/environment.cpp", "std::getenv(\"X\")").empty());
  CHECK(with_line("sync/a.cpp", "int x;  // never system_clock::now()").empty());
}
