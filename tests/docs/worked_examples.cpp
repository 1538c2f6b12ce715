#include "tests/docs/worked_examples.hpp"

#include <algorithm>
#include <optional>

namespace threadmirror::tests {
namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kAnswer = "```text\n";

struct Block {
  std::string_view content;
  std::size_t end;  // behind the closing fence
};

// The block whose opening fence begins at `at`.
Block block_at(std::string_view document, std::size_t at) {
  const std::size_t begin = document.find('\n', at) + 1;
  const std::size_t close =
      document.compare(begin, kFence.size(), kFence) == 0 ? begin : document.find("\n```", begin) + 1;
  return {document.substr(begin, close - begin), std::min(document.find('\n', close) + 1, document.size())};
}

std::string heading_before(std::string_view document, std::size_t at) {
  const std::size_t mark = document.rfind("\n## ", at);
  if (mark == std::string_view::npos) return "";
  return std::string(document.substr(mark + 4, document.find('\n', mark + 4) - mark - 4));
}

}  // namespace

std::vector<WorkedExample> worked_examples(std::string_view document, std::string_view language) {
  std::vector<WorkedExample> found;
  const std::string opening = "\n```" + std::string(language) + "\n";
  for (std::size_t at = document.find(opening); at != std::string_view::npos;
       at = document.find(opening, at + 1)) {
    const Block question = block_at(document, at + 1);
    if (!document.substr(question.end).starts_with(kAnswer)) continue;
    const Block answer = block_at(document, question.end);
    found.push_back({heading_before(document, at), std::string(language), std::string(question.content),
                     std::string(answer.content),
                     static_cast<std::size_t>(answer.content.data() - document.data())});
  }
  return found;
}

std::vector<std::string> blocks(std::string_view document, std::string_view language) {
  std::vector<std::string> found;
  const std::string opening = "\n```" + std::string(language) + "\n";
  for (std::size_t at = document.find(opening); at != std::string_view::npos;
       at = document.find(opening, at + 1)) {
    found.emplace_back(block_at(document, at + 1).content);
  }
  return found;
}

std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> words;
  std::optional<std::string> word;
  char quote = 0;
  for (const char c : line) {
    const bool is_space = c == ' ' || c == '\n';
    if (quote == 0 && is_space) {
      if (word) words.push_back(*word);
      word.reset();
      continue;
    }
    if (!word) word.emplace();
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else {
      *word += c;
    }
  }
  if (word) words.push_back(*word);
  return words;
}

}  // namespace threadmirror::tests
