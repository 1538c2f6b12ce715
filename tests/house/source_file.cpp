#include "tests/house/source_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace threadmirror::tests::house {
namespace {

constexpr std::array<std::string_view, 5> kProduct{"core", "config", "storage", "sync", "daemon"};
constexpr std::array<std::string_view, 3> kCode{".cpp", ".hpp", ".hpp.in"};

// What stands between the delimiters behind `#include`, or nothing.
std::string_view between(std::string_view line, char open, char close) {
  constexpr std::string_view kInclude = "#include ";
  if (!line.starts_with(kInclude)) return {};
  line.remove_prefix(kInclude.size());
  if (line.empty() || line.front() != open) return {};
  return line.substr(1, line.find(close, 1) - 1);
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("can't read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

bool has_ending(std::string_view path, std::span<const std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

}  // namespace

std::string SourceFile::folder() const {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

SourceFile parse_source(std::string path, std::string_view text) {
  SourceFile file{std::move(path), {}, {}, {}};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    file.lines.emplace_back(line);
    if (const auto own = between(line, '"', '"'); !own.empty()) file.own.emplace_back(own);
    if (const auto foreign = between(line, '<', '>'); !foreign.empty()) file.foreign.emplace_back(foreign);
  }
  return file;
}

std::span<const std::string_view> product_folders() { return kProduct; }

std::vector<SourceFile> read_tree(const std::filesystem::path& root,
                                  std::span<const std::string_view> folders) {
  std::vector<SourceFile> files = read_files(root, folders, kCode);
  for (SourceFile& file : files) {
    if (file.path.ends_with(".in")) file.path.resize(file.path.size() - 3);
  }
  return files;
}

std::vector<SourceFile> read_files(const std::filesystem::path& root,
                                   std::span<const std::string_view> folders,
                                   std::span<const std::string_view> endings) {
  std::vector<SourceFile> files;
  for (const std::string_view folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::string path = entry.path().lexically_relative(root).generic_string();
      if (!entry.is_regular_file() || !has_ending(path, endings)) continue;
      files.push_back(parse_source(path, read(entry.path())));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace threadmirror::tests::house
