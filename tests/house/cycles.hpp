// Circles of includes: between files, and between folders.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tests/house/source_file.hpp"

namespace threadmirror::tests::house {

// Who points at whom, by name.
using Graph = std::map<std::string, std::set<std::string>>;

// One circle of the graph, its first name repeated at the end ("a", "b", "a"); empty where there is none. A
// name that points at itself is a circle.
std::vector<std::string> find_circle(const Graph& graph);

Graph file_graph(std::span<const SourceFile> files);
// Folders that include each other's files; a folder's own includes don't count.
Graph folder_graph(std::span<const SourceFile> files);

}  // namespace threadmirror::tests::house
