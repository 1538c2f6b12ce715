#include "config/loader.hpp"

#include <algorithm>
#include <utility>

#include "config/database_path.hpp"
#include "config/interpreter.hpp"
#include "config/key_table.hpp"
#include "config/key_text.hpp"
#include "config/rules.hpp"
#include "config/small_file.hpp"
#include "config/toml_text.hpp"
#include "core/suggestion.hpp"

namespace threadmirror::config {
namespace {

constexpr std::size_t kLargestFile = 1024 * 1024;

struct Choice {
  std::filesystem::path path;
  std::string named_by;  // "--config", "$THREADMIRROR_CONFIG"; empty: the system's file, which may be missing
};

Choice choose_file(const Sources& sources) {
  if (sources.config_file) return {*sources.config_file, "--config"};
  if (const auto path = non_empty(sources.environment, "THREADMIRROR_CONFIG")) {
    return {*path, "$THREADMIRROR_CONFIG"};
  }
  return {sources.system_file, ""};
}

// Parses and checks the text of a file.
void read_text(std::string_view text, const std::string& file, Settings& settings, Findings& findings) {
  TomlText toml = parse_toml(text, file);
  Interpretation document = interpret(toml.root, file);
  // After a syntax error a key may only seem to be missing.
  Findings broken = toml.findings.empty() ? check_rules(document, file) : Findings();
  for (Findings* part : {&toml.findings, &document.findings, &broken}) {
    std::move(part->begin(), part->end(), std::back_inserter(findings));
  }
  sort_by_place(findings);
  settings = std::move(document.settings);
}

void apply_log_level(const std::string& word, Settings& settings, Findings& findings) {
  const auto& level = std::get<ChoiceKey>(find_key("log.level")->kind);
  const auto found = std::find(level.words.begin(), level.words.end(), word);
  if (found != level.words.end()) return level.set(settings, static_cast<int>(found - level.words.begin()));
  findings.push_back({"--log-level", 0, 0, "", "expected " + expected(ChoiceKey(level)),
                      core::did_you_mean(word, level.words)});
}

}  // namespace

tl::expected<Loaded, Findings> load(const Sources& sources) {
  Loaded loaded;
  Findings findings;
  const Choice choice = choose_file(sources);
  auto file = read_small_file(choice.path, kLargestFile);
  if (file) {
    loaded.file = choice.path;
    read_text(file->bytes, choice.path.string(), loaded.settings, findings);
  } else if (!file.error().missing || !choice.named_by.empty()) {
    FileProblem& problem = file.error();
    if (choice.path.empty()) problem = {true, "names no file", "name the configuration file"};
    const std::string by = choice.named_by.empty() ? "" : "the file named by " + choice.named_by + " ";
    findings.push_back({choice.path.string(), 0, 0, "", by + problem.message, problem.mend});
  }
  if (sources.log_level) apply_log_level(*sources.log_level, loaded.settings, findings);
  if (auto path = database_path(sources.database, loaded.settings.storage, sources.environment)) {
    loaded.database = *std::move(path);
  } else {
    findings.push_back({"", 0, 0, "storage.path", path.error().message(), path.error().mend()});
  }
  if (!findings.empty()) return tl::unexpected(std::move(findings));
  return loaded;
}

Reload reload(const Loaded& current, const Sources& sources) {
  auto loaded = load(sources);
  if (!loaded) return {current, std::move(loaded.error()), {}};
  std::vector<std::string> changed = changed_keys(current.settings, loaded->settings);
  const bool moved = loaded->database != current.database;
  const auto path = std::find(changed.begin(), changed.end(), "storage.path");
  if (moved && path == changed.end()) changed.emplace_back("storage.path");
  if (!moved && path != changed.end()) changed.erase(path);
  return {*std::move(loaded), {}, std::move(changed)};
}

}  // namespace threadmirror::config
