// The source tree as the house's checks see it.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace threadmirror::tests::house {

struct SourceFile {
  std::string path;                  // from the tree's root, "core/text.cpp"
  std::vector<std::string> lines;    // without line breaks
  std::vector<std::string> own;      // what it includes in quotes
  std::vector<std::string> foreign;  // what it includes in angle brackets

  std::string folder() const;  // "core"; empty for a file of the root
  bool is_header() const { return path.ends_with(".hpp"); }
};

// Reads a file's text; finds `#include` at the beginning of a line only.
SourceFile parse_source(std::string path, std::string_view text);

// The folders with product code.
std::span<const std::string_view> product_folders();

// Every .cpp and .hpp below `folders` of the tree at `root`, sorted by path. A header made from a template
// ("version.hpp.in") is there under its final name.
std::vector<SourceFile> read_tree(const std::filesystem::path& root,
                                  std::span<const std::string_view> folders);

// The same for any files whose names end in one of `endings`.
std::vector<SourceFile> read_files(const std::filesystem::path& root,
                                   std::span<const std::string_view> folders,
                                   std::span<const std::string_view> endings);

}  // namespace threadmirror::tests::house
