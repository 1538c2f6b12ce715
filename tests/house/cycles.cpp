#include "tests/house/cycles.hpp"

#include <algorithm>
#include <utility>

namespace threadmirror::tests::house {
namespace {

// A walk in depth that stops at the first name that is already on its path.
class Walk {
 public:
  explicit Walk(const Graph& graph) : graph_(graph) {}

  bool finds_circle_from(const std::string& name) {
    const auto seen = std::find(path_.begin(), path_.end(), name);
    if (seen != path_.end()) {
      path_.erase(path_.begin(), seen);
      path_.push_back(name);
      return true;
    }
    const auto targets = graph_.find(name);
    if (targets == graph_.end() || !visited_.insert(name).second) return false;
    path_.push_back(name);
    for (const std::string& target : targets->second) {
      if (finds_circle_from(target)) return true;
    }
    path_.pop_back();
    return false;
  }

  std::vector<std::string> take_path() { return std::move(path_); }

 private:
  const Graph& graph_;
  std::set<std::string> visited_;
  std::vector<std::string> path_;
};

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

std::vector<std::string> find_circle(const Graph& graph) {
  Walk walk(graph);
  for (const auto& [name, targets] : graph) {
    if (walk.finds_circle_from(name)) return walk.take_path();
  }
  return {};
}

Graph file_graph(std::span<const SourceFile> files) {
  Graph graph;
  for (const SourceFile& file : files) graph[file.path].insert(file.own.begin(), file.own.end());
  return graph;
}

Graph folder_graph(std::span<const SourceFile> files) {
  Graph graph;
  for (const SourceFile& file : files) {
    for (const std::string& target : file.own) {
      if (folder_of(target) != file.folder()) graph[file.folder()].insert(folder_of(target));
    }
  }
  return graph;
}

}  // namespace threadmirror::tests::house
