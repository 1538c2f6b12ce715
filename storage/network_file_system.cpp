#include "storage/network_file_system.hpp"

#include <array>
#include <string>
#include <utility>

namespace threadmirror::storage {
namespace {

// From Linux's uapi/linux/magic.h and statfs(2).
constexpr std::array<std::pair<std::uint32_t, std::string_view>, 17> kNetworkTypes{{
    {0x6969, "NFS"},
    {0x517B, "SMB"},
    {0xFE534D42, "SMB2"},
    {0xFF534D42, "CIFS"},
    {0x01021997, "9P"},
    {0x564C, "NCP"},
    {0x73757245, "Coda"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x00C36400, "Ceph"},
    {0x01161970, "GFS2"},
    {0x7461636F, "OCFS2"},
    {0x0BD00BD0, "Lustre"},
    {0x47504653, "GPFS"},
    {0xAAD7AAEA, "PanFS"},
    {0x19830326, "BeeGFS"},
    {0x786F4256, "VirtualBox shared folder"},
}};

constexpr std::array<std::string_view, 18> kRemoteFuse{
    "sshfs",      "s3fs",    "rclone",    "glusterfs", "ceph",      "davfs",
    "gvfsd-fuse", "gcsfuse", "blobfuse",  "smbnetfs",  "curlftpfs", "goofys",
    "mountpoint", "juicefs", "seaweedfs", "moosefs",   "hdfs",      "virtiofs",
};

std::string_view next_field(std::string_view& line) {
  const std::size_t end = line.find(' ');
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return field;
}

}  // namespace

std::optional<std::string_view> network_file_system(std::uint32_t statfs_type, std::string_view mount_type) {
  for (const auto& [type, name] : kNetworkTypes) {
    if (type == statfs_type) return name;
  }
  if (statfs_type != kFuseType) return std::nullopt;
  for (const std::string_view name : kRemoteFuse) {
    if (mount_type.find(name) != std::string_view::npos) return name;
  }
  return std::nullopt;
}

std::string_view mount_type(std::string_view mountinfo, unsigned major, unsigned minor) {
  const std::string device = std::to_string(major) + ":" + std::to_string(minor);
  while (!mountinfo.empty()) {
    const std::size_t end = mountinfo.find('\n');
    std::string_view line = mountinfo.substr(0, end);
    mountinfo.remove_prefix(end == std::string_view::npos ? mountinfo.size() : end + 1);
    next_field(line);  // mount id
    next_field(line);  // parent id
    if (next_field(line) != device) continue;
    const std::size_t separator = line.find(" - ");
    if (separator == std::string_view::npos) continue;
    line.remove_prefix(separator + 3);
    return next_field(line);
  }
  return {};
}

}  // namespace threadmirror::storage
