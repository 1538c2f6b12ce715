#include "storage/reader_access.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <array>
#include <optional>

namespace threadmirror::storage {
namespace {

using core::Error;
using core::ErrorCode;
namespace fs = std::filesystem;

struct Owner {
  uid_t user = 0;
  gid_t group = 0;
  mode_t mode = 0;
};

std::optional<Owner> owner_of(const fs::path& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return std::nullopt;
  return Owner{info.st_uid, info.st_gid, info.st_mode & 07777U};
}

std::string user_name(uid_t user) {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const int error = getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
  return error == 0 && found != nullptr ? found->pw_name : std::to_string(user);
}

std::string group_name(gid_t group) {
  std::array<char, 4096> buffer{};
  ::group entry{};
  ::group* found = nullptr;
  const int error = getgrgid_r(group, &entry, buffer.data(), buffer.size(), &found);
  return error == 0 && found != nullptr ? found->gr_name : std::to_string(group);
}

// For whom the database's mode is meant.
enum class Audience { kOwner, kGroup, kAll };

Audience audience_of(mode_t mode) {
  if ((mode & S_IROTH) != 0) return Audience::kAll;
  return (mode & S_IRGRP) != 0 ? Audience::kGroup : Audience::kOwner;
}

std::string words(Audience audience, const Owner& database) {
  if (audience == Audience::kAll) return "everybody";
  if (audience == Audience::kGroup) return "group " + group_name(database.group);
  return "user " + user_name(database.user) + " alone";
}

// Whether all of the audience have the right `bit`, given as for others (S_IROTH, S_IXOTH).
bool allows(const Owner& place, const Owner& database, Audience audience, mode_t bit) {
  if (audience == Audience::kOwner) return true;  // what the mirror's own user needs, other checks tell
  if ((place.mode & bit) != 0) return true;
  return audience == Audience::kGroup && place.group == database.group && (place.mode & (bit << 3U)) != 0;
}

void check_companion(const fs::path& file, const Owner& database, Audience audience, ReaderAccess& access) {
  const auto owner = owner_of(file);
  if (!owner || allows(*owner, database, audience, S_IROTH)) return;
  const bool other_group = audience == Audience::kGroup && owner->group != database.group;
  const std::string mend =
      other_group ? fmt::format("chgrp {} {} && ", group_name(database.group), file.string()) : "";
  access.hindrances.emplace_back(
      ErrorCode::kIo,
      fmt::format("{} (mode {:04o}, group {}) can't be read by {}, who may read the database", file.string(),
                  owner->mode, group_name(owner->group), access.readers),
      fmt::format("{}chmod {:04o} {}", mend, database.mode & 0777U, file.string()));
}

void check_folder(const fs::path& folder, const Owner& database, Audience audience, ReaderAccess& access) {
  const auto owner = owner_of(folder);
  if (!owner || allows(*owner, database, audience, S_IXOTH)) return;
  const bool is_groups = audience == Audience::kGroup && owner->group == database.group;
  access.hindrances.emplace_back(
      ErrorCode::kIo,
      fmt::format("folder {} (mode {:04o}, group {}) can't be entered by {}, who may read the database",
                  folder.string(), owner->mode, group_name(owner->group), access.readers),
      fmt::format("chmod {} {}", is_groups ? "g+x" : "o+x", folder.string()));
}

void check_strangers(const fs::path& file, ReaderAccess& access) {
  const auto owner = owner_of(file);
  if (!owner || (owner->mode & S_IWOTH) == 0) return;
  access.dangers.emplace_back(
      ErrorCode::kIo, fmt::format("{} (mode {:04o}) can be changed by everybody", file.string(), owner->mode),
      fmt::format("chmod o-w {}", file.string()));
}

}  // namespace

ReaderAccess examine_reader_access(const fs::path& database) {
  std::error_code ignored;
  const fs::path path = fs::absolute(database, ignored);
  const auto owner = owner_of(path);
  if (!owner) return {};
  const Audience audience = audience_of(owner->mode);
  ReaderAccess access{words(audience, *owner), {}, {}};
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const fs::path file = path.string() + suffix;
    check_companion(file, *owner, audience, access);
    check_strangers(file, access);
  }
  for (fs::path folder = path.parent_path(); folder != folder.root_path(); folder = folder.parent_path()) {
    check_folder(folder, *owner, audience, access);
  }
  return access;
}

}  // namespace threadmirror::storage
