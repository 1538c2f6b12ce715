#include "config/interpreter.hpp"

#include <string_view>
#include <utility>

#include "config/key_table.hpp"
#include "config/suggestion.hpp"
#include "config/value_reader.hpp"
#include "core/result.hpp"

namespace threadmirror::config {
namespace {

Place place_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

class Interpreter {
 public:
  explicit Interpreter(const std::string& file) : file_(file) {}

  // Reads a table whose keys have `prefix` ("" or "hubspot.") before their names.
  void read_table(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string name = prefix + std::string(key.str());
      // A quoted key may hold dots, but then it is not the key that its full name looks like.
      const bool dotted = key.str().find('.') != std::string_view::npos;
      if (const Key* known = dotted ? nullptr : find_key(name)) {
        read_key(*known, name, node);
      } else if (!dotted && is_section(name)) {
        read_section(name, node);
      } else {
        note(name, place_of(key.source()), unknown(prefix, key.str(), node.is_table() || node.is_array()));
      }
    }
  }

  Interpretation take() { return std::move(result_); }

 private:
  void read_key(const Key& key, const std::string& name, const toml::node& node) {
    const Place place = place_of(node.source());
    result_.places[name] = place;
    const core::Status status = read_value(key.kind, node, result_.settings);
    if (status) return;
    result_.refused.insert(name);
    note(name, place, status.error());
  }

  void read_section(const std::string& name, const toml::node& node) {
    if (const auto* table = node.as_table()) return read_table(*table, name + ".");
    const bool repeated = node.is_array_of_tables();
    note(name, place_of(node.source()),
         core::Error(
             core::ErrorCode::kConfig,
             repeated ? "is a section that stands once, not a list of sections" : "is a section, not a key",
             "write [" + name + "] on a line of its own and its keys below"));
  }

  void note(const std::string& name, Place place, const core::Error& error) {
    result_.findings.push_back({file_, place.line, place.column, name, error.message(), error.mend()});
  }

  const std::string& file_;
  Interpretation result_;
};

}  // namespace

Interpretation interpret(const toml::table& root, const std::string& file) {
  Interpreter interpreter(file);
  interpreter.read_table(root, "");
  Interpretation result = interpreter.take();
  sort_by_place(result.findings);
  return result;
}

}  // namespace threadmirror::config
