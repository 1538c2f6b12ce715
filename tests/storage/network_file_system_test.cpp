#include "storage/network_file_system.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::storage;

// Fault 84.
TEST_CASE("network file systems are known by their type and local ones pass") {
  CHECK(network_file_system(0x6969, "nfs4") == "NFS");
  CHECK(network_file_system(0xFF534D42, "cifs") == "CIFS");
  CHECK(network_file_system(0xFE534D42, "smb3") == "SMB2");
  CHECK(network_file_system(0x01021997, "9p") == "9P");
  CHECK_FALSE(network_file_system(0xEF53, "ext4"));
  CHECK_FALSE(network_file_system(0x58465342, "xfs"));
  CHECK_FALSE(network_file_system(0x9123683E, "btrfs"));
  CHECK_FALSE(network_file_system(0x01021994, "tmpfs"));
}

// Fault 84.
TEST_CASE("of FUSE mounts only the remote ones are refused") {
  CHECK(network_file_system(0x65735546, "fuse.sshfs") == "sshfs");
  CHECK(network_file_system(0x65735546, "fuse.rclone") == "rclone");
  CHECK_FALSE(network_file_system(0x65735546, "fuseblk"));
  CHECK_FALSE(network_file_system(0x65735546, "fuse.gocryptfs"));
  CHECK_FALSE(network_file_system(0xEF53, "fuse.sshfs"));
}

TEST_CASE("the mount type is found by device in mountinfo, with and without optional fields") {
  const char* text =
      "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
      "36 22 0:51 / /mnt/a\\040b rw shared:1 master:2 - fuse.sshfs host:/x rw,user_id=0\n"
      "broken\n";
  CHECK(mount_type(text, 0, 51) == "fuse.sshfs");
  CHECK(mount_type(text, 254, 0) == "ext4");
  CHECK(mount_type(text, 9, 9).empty());
  CHECK(mount_type("", 0, 51).empty());
}
