// Questions with their answers in a Markdown document: what a test runs, compares, and can write anew.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace threadmirror::tests {

// A fenced block ("```sql" or "```sh"), and the block "```text" behind it.
struct WorkedExample {
  std::string heading;        // that it stands under
  std::string language;       // "sql", "sh"
  std::string question;       // with its newline
  std::string answer;         // with its newline
  std::size_t answer_at = 0;  // where the answer's text begins in the document
};

// All blocks in that language that have an answer right behind them, in order.
std::vector<WorkedExample> worked_examples(std::string_view document, std::string_view language);
// The contents of all blocks in that language, with or without an answer.
std::vector<std::string> blocks(std::string_view document, std::string_view language);

// The words of a shell line without variables: quotes are taken off, nothing else is done.
std::vector<std::string> shell_words(std::string_view line);

}  // namespace threadmirror::tests
