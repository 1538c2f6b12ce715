#include "storage/interruption.hpp"

#include <sqlite3.h>

namespace threadmirror::storage {
namespace {

constexpr int kInstructionsBetweenQuestions = 10'000;

int ask(void* stop) { return (*static_cast<const std::function<bool()>*>(stop))() ? 1 : 0; }

}  // namespace

Interruption::Interruption(sqlite3* connection, const std::function<bool()>& stop) : connection_(connection) {
  if (!stop) return;
  sqlite3_progress_handler(connection, kInstructionsBetweenQuestions, &ask,
                           const_cast<std::function<bool()>*>(&stop));
}

Interruption::~Interruption() { sqlite3_progress_handler(connection_, 0, nullptr, nullptr); }

}  // namespace threadmirror::storage
