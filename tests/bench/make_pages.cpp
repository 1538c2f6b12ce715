// bench-pages: writes the pages of a made-up account as files, plain and compressed, for a web server to
// serve as they are, so that the upstream of a benchmark costs next to nothing.
//
//   FOLDER/active/first.json, FOLDER/active/<cursor>.json …, FOLDER/archived/…   each also as .json.gz
//   FOLDER/order.txt                                                            "active first", one page a
//   line
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "tests/fake_hubspot/generator.hpp"
#include "tests/fake_hubspot/gzip.hpp"
#include "tests/fake_hubspot/quirks.hpp"
#include "tests/fake_hubspot/render.hpp"

namespace {

namespace core = threadmirror::core;
namespace fake = threadmirror::fake_hubspot;

constexpr std::size_t kPageSize = 500;

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw std::runtime_error("can't write " + path.string());
}

// Threads first to last of one listing as the API answers them; `cursor` leads to the next page, empty: the
// last.
std::string render(const std::vector<const fake::Thread*>& threads, std::size_t first, std::size_t last,
                   const std::string& cursor) {
  static const fake::Quirks kPlain;
  std::string body = R"({"results":[)";
  for (std::size_t i = first; i < last; ++i) {
    if (i > first) body += ',';
    fake::append_thread(body, *threads[i], kPlain, true);
  }
  body += ']';
  if (!cursor.empty()) {
    body += R"(,"paging":{"next":{"after":")" + cursor +
            R"(","link":"https://api.hubapi.com/conversations/v3/conversations/threads?after=)" + cursor +
            "\"}}";
  }
  return body + '}';
}

class Folder {
 public:
  explicit Folder(const std::filesystem::path& root) : root_(root) {
    std::filesystem::create_directories(root);
  }

  void write_listing(const std::string& name, const std::vector<const fake::Thread*>& threads) {
    const std::filesystem::path folder = root_ / name;
    std::filesystem::create_directory(folder);
    std::string page = "first";
    std::size_t first = 0;
    do {
      const std::size_t last = std::min(threads.size(), first + kPageSize);
      const std::string cursor = last < threads.size() ? std::to_string(threads[last - 1]->id) : "";
      const std::string body = render(threads, first, last, cursor);
      write_file(folder / (page + ".json"), body);
      write_file(folder / (page + ".json.gz"), fake::gzip(body));
      order_.append(name).append(" ").append(page).append("\n");
      page = cursor;
      first = last;
    } while (!page.empty());
  }

  void finish() const { write_file(root_ / "order.txt", order_); }

 private:
  std::filesystem::path root_;
  std::string order_;
};

void make(const std::filesystem::path& root, std::int64_t threads, std::uint64_t seed) {
  fake::WorldShape shape;
  shape.threads = threads;
  shape.seed = seed;
  shape.inboxes = 12;
  shape.archived = 0.02;
  // A day long gone: no thread is younger, and the same seed makes the same bytes on every day.
  shape.now = *core::Timestamp::parse("2026-06-01T00:00:00Z");
  const std::vector<fake::Thread> all = fake::generate(shape);
  std::vector<const fake::Thread*> active, archived;
  for (const fake::Thread& thread : all) (thread.archived ? archived : active).push_back(&thread);
  Folder folder(root);
  folder.write_listing("active", active);
  folder.write_listing("archived", archived);
  folder.finish();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: bench-pages FOLDER THREADS SEED\n", stderr);
    return 64;
  }
  try {
    make(argv[1], std::strtoll(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench-pages: %s\n", error.what());
    return 73;
  }
  return 0;
}
