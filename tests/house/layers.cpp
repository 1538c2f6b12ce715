#include "tests/house/layers.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace threadmirror::tests::house {
namespace {

using Words = std::vector<std::string_view>;

struct Layer {
  std::string_view name;
  Words may_include;  // besides itself
};

// Nested layers before the ones around them.
const std::vector<Layer>& layers() {
  static const std::vector<Layer> kLayers{
      {"core", {}},
      {"config", {"core"}},
      {"storage", {"core"}},
      {"sync/http", {"core"}},
      {"sync/api", {"sync/http", "core"}},
      {"sync", {"sync/api", "storage", "core"}},
      {"daemon", {"config", "sync", "storage", "core"}},
  };
  return kLayers;
}

// The composition root builds every object, and so alone sees the layers that the daemon doesn't talk to.
const Words& composition_root() {
  static const Words kFiles{"daemon/runtime.hpp", "daemon/runtime.cpp"};
  return kFiles;
}

struct Home {
  std::string_view header;  // what the include begins with
  Words paths;              // what the including file's path begins with; empty: any file
};

// The longest match counts.
const std::vector<Home>& homes() {
  static const std::vector<Home> kHomes{
      {"boost/asio/", {"core/wait.hpp", "sync/", "daemon/"}},
      {"boost/asio/ssl", {"sync/http/"}},
      {"boost/beast/", {"sync/http/"}},
      {"boost/optional", {"sync/http/"}},  // Beast's own word
      {"boost/system/", {"sync/", "daemon/"}},
      {"openssl/", {"sync/http/"}},
      {"zlib.h", {"sync/http/"}},
      {"sqlite3.h", {"storage/"}},
      {"SQLiteCpp/", {"storage/"}},
      {"rapidjson/", {"sync/api/", "core/json.cpp"}},
      {"toml++/", {"config/"}},
      {"CLI/", {"daemon/"}},
      {"spdlog/", {"daemon/"}},
      {"prometheus/", {"daemon/"}},
      {"utf8proc.h", {"daemon/"}},
      {"fmt/", {}},
      {"tl/expected.hpp", {}},
  };
  return kHomes;
}

// Parts of the system itself, spelt with a slash as libraries are.
constexpr std::array<std::string_view, 5> kSystem{"sys/", "linux/", "arpa/", "netinet/", "net/"};

// Headers for files, processes and sockets, and the layers that do without: their I/O goes through
// interfaces.
constexpr std::array<std::string_view, 11> kInputOutput{"fstream", "iostream", "unistd.h", "fcntl.h",
                                                        "poll.h",  "netdb.h",  "sys/",     "linux/",
                                                        "arpa/",   "netinet/", "net/"};
constexpr std::array<std::string_view, 3> kPureLayers{"core", "sync", "sync/api"};

struct Effect {
  std::string_view word;
  Words paths;
};

// Time, sleep, environment and entropy reach the rest through interfaces.
const std::vector<Effect>& effects() {
  static const std::vector<Effect> kEffects{
      // The lock's text names the holder's start to people; no decision depends on it.
      {"system_clock::now(", {"core/clock.cpp", "storage/instance_lock.cpp"}},
      // Socket deadlines belong to the real timers that they are compared with.
      {"steady_clock::now(", {"core/clock.cpp", "sync/http/"}},
      {"random_device", {"core/random.hpp"}},
      // The terminal's kind ($TERM, $NO_COLOR) is no setting.
      {"getenv(", {"config/environment.cpp", "daemon/output/terminal.cpp"}},
      // The last wait for a name lookup that can't be cancelled.
      {"sleep_for(", {"daemon/job.cpp"}},
  };
  return kEffects;
}

bool begins_with_any(std::string_view text, std::span<const std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

bool holds(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const Home* home_of(std::string_view header) {
  const Home* best = nullptr;
  for (const Home& home : homes()) {
    const bool longer = best == nullptr || home.header.size() > best->header.size();
    if (header.starts_with(home.header) && longer) best = &home;
  }
  return best;
}

std::string join(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text.empty() ? "nothing else" : text;
}

bool may_include(const SourceFile& file, const Layer& from, std::string_view to) {
  if (to == from.name || holds(from.may_include, to)) return true;
  return holds(composition_root(), file.path) && to.starts_with("sync/");
}

std::string complaint(const SourceFile& file, std::string_view what, std::string_view why) {
  return file.path + " " + std::string(what) + ": " + std::string(why);
}

// What is wrong with a header in angle brackets; empty where nothing is.
std::string header_fault(const SourceFile& file, std::string_view header) {
  const std::string_view layer = layer_of(file.path);
  if (holds(kPureLayers, layer) && begins_with_any(header, kInputOutput)) {
    return std::string(layer) + " does no I/O of its own";
  }
  const Home* home = home_of(header);
  if (home != nullptr) {
    const bool at_home = home->paths.empty() || begins_with_any(file.path, home->paths);
    return at_home ? "" : "its home is " + join(home->paths);
  }
  const bool library = header.find('/') != std::string_view::npos && !begins_with_any(header, kSystem);
  return library ? "an unknown library: give it a home in tests/house/layers.cpp" : "";
}

}  // namespace

std::string_view layer_of(std::string_view path) {
  for (const Layer& layer : layers()) {
    if (path.starts_with(layer.name) && path.substr(layer.name.size()).starts_with('/')) return layer.name;
  }
  return {};
}

std::vector<std::string> wrong_directions(std::span<const SourceFile> files) {
  std::set<std::string_view> known;
  for (const SourceFile& file : files) known.insert(file.path);
  std::vector<std::string> complaints;
  for (const SourceFile& file : files) {
    const std::string_view name = layer_of(file.path);
    const auto from = std::find_if(layers().begin(), layers().end(),
                                   [&](const Layer& layer) { return layer.name == name; });
    for (const std::string& target : file.own) {
      if (from == layers().end()) {
        complaints.push_back(complaint(file, "belongs to no layer", "see tests/house/layers.cpp"));
      } else if (!known.contains(target)) {
        complaints.push_back(complaint(file, "includes " + target, "no such file from the tree's root"));
      } else if (!may_include(file, *from, layer_of(target))) {
        complaints.push_back(complaint(file, "includes " + target,
                                       std::string(name) + " may include " + join(from->may_include)));
      }
    }
  }
  return complaints;
}

std::vector<std::string> misplaced_headers(std::span<const SourceFile> files) {
  std::vector<std::string> complaints;
  for (const SourceFile& file : files) {
    for (const std::string& header : file.foreign) {
      const std::string why = header_fault(file, header);
      if (!why.empty()) complaints.push_back(complaint(file, "includes <" + header + ">", why));
    }
  }
  return complaints;
}

std::vector<std::string> misplaced_effects(std::span<const SourceFile> files) {
  std::vector<std::string> complaints;
  for (const SourceFile& file : files) {
    for (const Effect& effect : effects()) {
      if (begins_with_any(file.path, effect.paths)) continue;
      const bool used = std::any_of(file.lines.begin(), file.lines.end(), [&](std::string_view line) {
        return line.substr(0, line.find("//")).find(effect.word) != std::string_view::npos;
      });
      if (used) {
        complaints.push_back(
            complaint(file, "uses " + std::string(effect.word), "only for " + join(effect.paths)));
      }
    }
  }
  return complaints;
}

}  // namespace threadmirror::tests::house
