#include "fault_vfs.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <random>

namespace threadmirror::tests {

namespace fs = std::filesystem;

// SQLite's callbacks. A file of ours is this header with the real one's right behind it.
struct FaultVfsCalls {
  struct File {
    sqlite3_file base;
    FaultVfs* owner;
    const char* path;  // SQLite's; lives as long as the file
    bool remembers;    // a file whose content a power cut can touch
  };

  static File* ours(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(ours(file) + 1); }
  static FaultVfs* owner(sqlite3_vfs* vfs) { return static_cast<FaultVfs*>(vfs->pAppData); }
  static bool strikes(sqlite3_file* file, bool is_read = false) {
    return ours(file)->owner->strikes(is_read);
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    FaultVfs* const self = owner(vfs);
    file->pMethods = nullptr;
    const bool creates = (flags & SQLITE_OPEN_CREATE) != 0 && path != nullptr && !fs::exists(path);
    if (creates && self->strikes(false)) return SQLITE_CANTOPEN;
    *ours(file) = File{{nullptr}, self, path, path != nullptr};
    const int code = self->real_->xOpen(self->real_, path, real(file), flags, out_flags);
    if (real(file)->pMethods != nullptr) file->pMethods = &self->methods_;
    return code;
  }
  static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    FaultVfs* const self = owner(vfs);
    if (self->strikes(false)) return SQLITE_IOERR_DELETE;
    self->unsynced_.erase(path);
    return self->real_->xDelete(self->real_, path, sync_folder);
  }
  static int exists(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
    return owner(vfs)->real_->xAccess(owner(vfs)->real_, path, flags, out);
  }
  static int full_path(sqlite3_vfs* vfs, const char* path, int size, char* out) {
    return owner(vfs)->real_->xFullPathname(owner(vfs)->real_, path, size, out);
  }
  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    return owner(vfs)->real_->xRandomness(owner(vfs)->real_, size, out);
  }
  static int sleep(sqlite3_vfs* vfs, int us) { return owner(vfs)->real_->xSleep(owner(vfs)->real_, us); }
  static int time(sqlite3_vfs* vfs, sqlite3_int64* out) {
    return owner(vfs)->real_->xCurrentTimeInt64(owner(vfs)->real_, out);
  }
  static int last_error(sqlite3_vfs* vfs, int, char*) { return owner(vfs)->last_errno_; }

  static int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
  static int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
    if (strikes(file, true)) return SQLITE_IOERR_READ;
    return real(file)->pMethods->xRead(real(file), out, size, offset);
  }
  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    const bool fails = strikes(file);
    // After the first failure of a row of them the process counts as dead: then not even half is written.
    const bool dead = fails && ours(file)->owner->operation_ > ours(file)->owner->fault_->first + 1;
    const int written = dead ? 0 : fails ? size / 2 : size;
    if (written > 0) {
      if (ours(file)->remembers) ours(file)->owner->remember(ours(file)->path, offset, written);
      const int code = real(file)->pMethods->xWrite(real(file), data, written, offset);
      if (code != SQLITE_OK) return code;
    }
    if (!fails) return SQLITE_OK;
    return ours(file)->owner->last_errno_ == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (strikes(file)) return SQLITE_IOERR_TRUNCATE;
    if (ours(file)->remembers) {
      const auto old_size = static_cast<std::int64_t>(fs::file_size(ours(file)->path));
      if (old_size > size) ours(file)->owner->remember(ours(file)->path, size, old_size - size);
    }
    return real(file)->pMethods->xTruncate(real(file), size);
  }
  static int sync(sqlite3_file* file, int flags) {
    if (strikes(file)) return SQLITE_IOERR_FSYNC;
    if (ours(file)->remembers) ours(file)->owner->unsynced_.erase(ours(file)->path);
    return real(file)->pMethods->xSync(real(file), flags);
  }
  static int size(sqlite3_file* file, sqlite3_int64* out) {
    return real(file)->pMethods->xFileSize(real(file), out);
  }
  static int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
  static int unlock(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
  }
  static int reserved(sqlite3_file* file, int* out) {
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
  }
  static int control(sqlite3_file* file, int operation, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
  }
  static int sector(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
  static int device(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
  static int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    if (extend != 0 && strikes(file)) return SQLITE_IOERR_SHMSIZE;
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
  }
  static int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
  }
  static void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
  static int shm_unmap(sqlite3_file* file, int remove_it) {
    return real(file)->pMethods->xShmUnmap(real(file), remove_it);
  }
};

FaultVfs::FaultVfs() : real_(sqlite3_vfs_find("unix")) {
  using Calls = FaultVfsCalls;
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(sizeof(Calls::File)) + real_->szOsFile;
  vfs_.mxPathname = real_->mxPathname;
  vfs_.zName = "faults";
  vfs_.pAppData = this;
  vfs_.xOpen = Calls::open;
  vfs_.xDelete = Calls::remove;
  vfs_.xAccess = Calls::exists;
  vfs_.xFullPathname = Calls::full_path;
  vfs_.xRandomness = Calls::randomness;
  vfs_.xSleep = Calls::sleep;
  vfs_.xGetLastError = Calls::last_error;
  vfs_.xCurrentTimeInt64 = Calls::time;
  methods_ = {2,
              Calls::close,
              Calls::read,
              Calls::write,
              Calls::truncate,
              Calls::sync,
              Calls::size,
              Calls::lock,
              Calls::unlock,
              Calls::reserved,
              Calls::control,
              Calls::sector,
              Calls::device,
              Calls::shm_map,
              Calls::shm_lock,
              Calls::shm_barrier,
              Calls::shm_unmap,
              nullptr,
              nullptr};
  sqlite3_vfs_register(&vfs_, 1);
}

FaultVfs::~FaultVfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
}

void FaultVfs::arm(Fault fault) {
  fault_ = fault;
  operation_ = 0;
  struck_ = false;
}

bool FaultVfs::strikes(bool is_read) {
  if (!fault_ || (is_read && !fault_->reads)) return false;
  const long number = operation_++;
  if (number < fault_->first || number - fault_->first >= fault_->count) return false;
  struck_ = true;
  errno = last_errno_ = fault_->system_errno;
  return true;
}

void FaultVfs::remember(const std::string& path, std::int64_t offset, std::int64_t size) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(0, std::ios::end);
  Undo undo{offset, std::string(static_cast<std::size_t>(size), '\0'),
            static_cast<std::int64_t>(file.tellg())};
  file.seekg(offset);
  file.read(undo.bytes.data(), size);
  unsynced_[path].push_back(std::move(undo));
}

void FaultVfs::lose_power(std::optional<std::uint32_t> seed) {
  std::mt19937 dice(seed.value_or(0));
  for (auto& [path, writes] : unsynced_) {
    for (auto undo = writes.rbegin(); undo != writes.rend(); ++undo) {
      if (seed && dice() % 2 == 0) continue;
      std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(undo->offset);
      file.write(undo->bytes.data(), static_cast<std::streamsize>(undo->bytes.size()));
      file.close();
      if (!seed || dice() % 2 == 0) fs::resize_file(path, static_cast<std::uintmax_t>(undo->old_size));
    }
  }
  unsynced_.clear();
}

}  // namespace threadmirror::tests
