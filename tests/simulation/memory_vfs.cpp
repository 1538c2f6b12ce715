#include "tests/simulation/memory_vfs.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace threadmirror::simulation {

// An open file, in memory that SQLite provides.
struct MemoryVfs::Handle {
  sqlite3_file base{};
  MemoryVfs* owner = nullptr;
  Node* node = nullptr;
  std::string path;
  int level = SQLITE_LOCK_NONE;
  unsigned shared = 0;     // of the shared memory's locks, by bit
  unsigned exclusive = 0;  // likewise
  bool is_mapped = false;
  bool keeps_log = false;
  bool is_temporary = false;
};

// SQLite's callbacks.
struct MemoryVfsCalls {
  using Handle = MemoryVfs::Handle;
  using Node = MemoryVfs::Node;

  static MemoryVfs& owner(sqlite3_vfs* vfs) { return *static_cast<MemoryVfs*>(vfs->pAppData); }
  static Handle& of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    MemoryVfs& self = owner(vfs);
    file->pMethods = nullptr;
    const std::string name = path != nullptr ? path : "temporary " + std::to_string(self.operations_);
    if (!self.files_.contains(name)) {
      const bool creates = (flags & SQLITE_OPEN_CREATE) != 0;
      if (!creates && (flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
      if (creates && self.fails()) return self.failure(SQLITE_CANTOPEN);
      self.files_.emplace(name, std::make_unique<Node>())
          .first->second->content.expect_power_cuts(self.power_cuts_);
    }
    Handle* const handle = new (file) Handle;
    handle->owner = &self;
    handle->node = self.files_.at(name).get();
    handle->path = name;
    handle->is_temporary = path == nullptr || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    handle->base.pMethods = &self.methods_;
    handle->node->handles.push_back(handle);
    ++self.open_files_;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs* vfs, const char* path, int) {
    MemoryVfs& self = owner(vfs);
    if (self.fails()) return self.failure(SQLITE_IOERR_DELETE);
    return self.files_.erase(path) > 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
  }
  static int exists(sqlite3_vfs* vfs, const char* path, int, int* out) {
    *out = owner(vfs).size_of(path) > 0 ? 1 : 0;
    return SQLITE_OK;
  }
  static int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    if (std::strlen(path) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::strcpy(out, path);
    return SQLITE_OK;
  }
  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(owner(vfs).random_.next());
    return size;
  }
  static int sleep(sqlite3_vfs*, int us) { return us; }
  static int time(sqlite3_vfs* vfs, sqlite3_int64* out) {
    constexpr sqlite3_int64 kUnixEpoch = 210'866'760'000'000;  // in milliseconds of the Julian day
    *out = kUnixEpoch + owner(vfs).now_().unix_ms();
    return SQLITE_OK;
  }
  static int last_error(sqlite3_vfs* vfs, int, char*) { return owner(vfs).last_errno_; }

  static int close(sqlite3_file* file) {
    Handle& handle = of(file);
    unmap(file, 0);
    MemoryVfs& self = *handle.owner;
    std::erase(handle.node->handles, &handle);
    --self.open_files_;
    if (handle.is_temporary) self.files_.erase(handle.path);
    handle.~Handle();
    return SQLITE_OK;
  }
  static int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
    const auto wanted = static_cast<std::size_t>(size);
    const std::size_t got =
        of(file).node->content.read(static_cast<char*>(out), wanted, static_cast<std::size_t>(offset));
    if (got == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + got, 0, wanted - got);
    return SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    Handle& handle = of(file);
    const bool was_dead = handle.owner->crashed_;
    const bool fails = handle.owner->fails();
    // A process that dies, or a disk that fills up, leaves half a write behind.
    const auto count = static_cast<std::size_t>(was_dead ? 0 : fails ? size / 2 : size);
    if (count > 0) {
      handle.node->content.write({static_cast<const char*>(data), count}, static_cast<std::size_t>(offset));
    }
    return fails ? handle.owner->failure(SQLITE_IOERR_WRITE) : SQLITE_OK;
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    Handle& handle = of(file);
    if (handle.owner->fails()) return handle.owner->failure(SQLITE_IOERR_TRUNCATE);
    handle.node->content.truncate(static_cast<std::size_t>(size));
    return SQLITE_OK;
  }
  static int sync(sqlite3_file* file, int) {
    Handle& handle = of(file);
    if (handle.owner->fails()) return handle.owner->failure(SQLITE_IOERR_FSYNC);
    handle.node->content.sync();
    return SQLITE_OK;
  }
  static int size(sqlite3_file* file, sqlite3_int64* out) {
    *out = static_cast<sqlite3_int64>(of(file).node->content.size());
    return SQLITE_OK;
  }

  // The highest lock that another connection holds on the file.
  static int others(const Handle& handle) {
    int level = SQLITE_LOCK_NONE;
    for (const Handle* other : handle.node->handles) {
      if (other != &handle) level = std::max(level, other->level);
    }
    return level;
  }
  static int lock(sqlite3_file* file, int level) {
    Handle& handle = of(file);
    if (handle.level >= level) return SQLITE_OK;
    const int held = others(handle);
    const int bar = level == SQLITE_LOCK_SHARED ? SQLITE_LOCK_PENDING : SQLITE_LOCK_RESERVED;
    if (held >= bar) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_EXCLUSIVE && held >= SQLITE_LOCK_SHARED) {
      handle.level = SQLITE_LOCK_PENDING;
      return SQLITE_BUSY;
    }
    handle.level = level;
    return SQLITE_OK;
  }
  static int unlock(sqlite3_file* file, int level) {
    of(file).level = std::min(of(file).level, level);
    return SQLITE_OK;
  }
  static int reserved(sqlite3_file* file, int* out) {
    const Handle& handle = of(file);
    *out = std::max(handle.level, others(handle)) >= SQLITE_LOCK_RESERVED ? 1 : 0;
    return SQLITE_OK;
  }
  static int control(sqlite3_file* file, int operation, void* argument) {
    Handle& handle = of(file);
    if (operation == SQLITE_FCNTL_PERSIST_WAL) {
      int& value = *static_cast<int*>(argument);
      if (value < 0) value = handle.keeps_log ? 1 : 0;
      handle.keeps_log = value != 0;
      return SQLITE_OK;
    }
    if (operation == SQLITE_FCNTL_PDB && handle.owner->on_connection_) {
      handle.owner->on_connection_(*static_cast<sqlite3**>(argument));
    }
    return SQLITE_NOTFOUND;
  }
  static int sector(sqlite3_file*) { return 4096; }
  static int device(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int map(sqlite3_file* file, int region, int, int extend, void volatile** out) {
    Handle& handle = of(file);
    auto& regions = handle.node->shared_memory;
    handle.is_mapped = true;
    *out = nullptr;
    const auto index = static_cast<std::size_t>(region);
    if (index >= regions.size() && extend == 0) return SQLITE_OK;
    if (index >= regions.size() && handle.owner->fails()) return handle.owner->failure(SQLITE_IOERR_SHMSIZE);
    while (regions.size() <= index) regions.push_back(std::make_unique<std::array<char, 32768>>());
    *out = regions[index]->data();
    return SQLITE_OK;
  }
  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    Handle& handle = of(file);
    const unsigned mask = ((1U << count) - 1U) << offset;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      handle.shared &= ~mask;
      handle.exclusive &= ~mask;
      return SQLITE_OK;
    }
    const bool wants_all = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    for (const Handle* other : handle.node->handles) {
      const unsigned held = other->exclusive | (wants_all ? other->shared : 0U);
      if (other != &handle && (held & mask) != 0) return SQLITE_BUSY;
    }
    (wants_all ? handle.exclusive : handle.shared) |= mask;
    return SQLITE_OK;
  }
  static void barrier(sqlite3_file*) {}
  // As on a real system, the first connection of a later process does not trust what the last one left.
  static int unmap(sqlite3_file* file, int) {
    Handle& handle = of(file);
    if (!std::exchange(handle.is_mapped, false)) return SQLITE_OK;
    handle.shared = handle.exclusive = 0;
    const auto& handles = handle.node->handles;
    const bool in_use = std::any_of(handles.begin(), handles.end(), [](Handle* h) { return h->is_mapped; });
    if (!in_use) handle.node->shared_memory.clear();
    return SQLITE_OK;
  }

  static sqlite3_io_methods methods() {
    return {2,       close,  read,   write, truncate, sync,    size,  lock,    unlock, reserved,
            control, sector, device, map,   shm_lock, barrier, unmap, nullptr, nullptr};
  }
};

MemoryVfs::MemoryVfs(std::uint64_t seed, Now now, bool power_cuts)
    : former_(sqlite3_vfs_find(nullptr)), random_(seed), now_(std::move(now)), power_cuts_(power_cuts) {
  using Calls = MemoryVfsCalls;
  methods_ = Calls::methods();
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(sizeof(Handle));
  vfs_.mxPathname = 512;
  vfs_.zName = "memory";
  vfs_.pAppData = this;
  vfs_.xOpen = Calls::open;
  vfs_.xDelete = Calls::remove;
  vfs_.xAccess = Calls::exists;
  vfs_.xFullPathname = Calls::full_path;
  vfs_.xRandomness = Calls::randomness;
  vfs_.xSleep = Calls::sleep;
  vfs_.xGetLastError = Calls::last_error;
  vfs_.xCurrentTimeInt64 = Calls::time;
  sqlite3_vfs_register(&vfs_, 1);
  // SQLite draws its own random numbers from a generator that it seeds once: seed it anew, from here.
  sqlite3_randomness(0, nullptr);
}

MemoryVfs::~MemoryVfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(former_, 1);
  sqlite3_randomness(0, nullptr);
}

bool MemoryVfs::fails() {
  if (crashed_) return true;
  const std::int64_t number = operations_++;
  if (fault_.first < 0 || number < fault_.first) return false;
  if (fault_.kind == StorageFault::Kind::kCrash) {
    crashed_ = true;
  } else if (number >= fault_.first + fault_.count) {
    return false;
  }
  ++struck_;
  last_errno_ = fault_.kind == StorageFault::Kind::kDiskFull ? ENOSPC : EIO;
  errno = last_errno_;
  return true;
}

int MemoryVfs::failure(int usual) const {
  const bool is_full = !crashed_ && fault_.kind == StorageFault::Kind::kDiskFull;
  return is_full && usual == SQLITE_IOERR_WRITE ? SQLITE_FULL : usual;
}

void MemoryVfs::restart(bool power_lost) {
  crashed_ = false;
  disarm();
  last_errno_ = 0;
  for (auto& [path, node] : files_) {
    if (power_lost) node->content.lose_power(random_);
    // The system lives on and writes what it holds, in its own time.
  }
}

DiskImage MemoryVfs::image() const {
  DiskImage image;
  for (const auto& [path, node] : files_) {
    std::string& bytes = image[path];
    bytes.resize(node->content.size());
    node->content.read(bytes.data(), bytes.size(), 0);
  }
  return image;
}

void MemoryVfs::install(const DiskImage& image) {
  for (const auto& [path, bytes] : image) {
    auto node = std::make_unique<Node>();
    node->content.write(bytes, 0);
    node->content.expect_power_cuts(power_cuts_);
    files_[path] = std::move(node);
  }
}

std::size_t MemoryVfs::size_of(const std::string& path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? 0 : found->second->content.size();
}

}  // namespace threadmirror::simulation
