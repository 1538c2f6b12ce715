// Which file systems a database must not live on. Pure. Internal to storage/.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace threadmirror::storage {

// The `statfs` type of FUSE, of which the mount's type must be known, too.
inline constexpr std::uint32_t kFuseType = 0x65735546;

// The name of the network file system with this `statfs` type, or nothing for a local one. FUSE is both:
// there the mount's type ("fuse.sshfs", as in /proc/self/mountinfo) decides. SQLite's write-ahead log needs
// memory that all its users share and locks that hold, which no network gives.
std::optional<std::string_view> network_file_system(std::uint32_t statfs_type, std::string_view mount_type);

// The file system type of the mount with the device number `major`:`minor` in the text of
// /proc/self/mountinfo; empty where there is none.
std::string_view mount_type(std::string_view mountinfo, unsigned major, unsigned minor);

}  // namespace threadmirror::storage
