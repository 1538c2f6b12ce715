// A table of rows in a SQLite file of its own.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/result.hpp"
#include "storage/mirror_reader.hpp"
#include "storage/schema_words.hpp"

namespace threadmirror::storage {

// Runs `question`, which asks for rows of `relation`, and writes them into `file`, which is there and empty:
// one table of the relation's name, with the columns' names and types, `id` as its primary key, and no log
// beside the file. It is no mirror. Returns the number of rows. Nothing is flushed to the disk, and on a
// failure the file is a fragment. Memory does not depend on the number of rows.
//
// Fails as MirrorReader::query does, and with kDiskFull, kIo or kCannotCreate of the file.
core::Result<std::int64_t> write_table_file(MirrorReader& reader, const Question& question,
                                            const RelationWords& relation, const std::filesystem::path& file);

}  // namespace threadmirror::storage
