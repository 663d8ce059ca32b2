#include "osiris/exchange/scratch_file.h"

#include "osiris/base/ids.h"

#include <fmt/format.h>

namespace osiris::exchange {

Result<ScratchFile> ScratchFile::make(Database& database, FileSystem& files) {
  const Path folder = database.scratch_folder();
  OSIRIS_CHECKED(files.create_directories(folder));
  // Random, since several processes may look at one finished session.
  return ScratchFile(files, folder / fmt::format("osiris-{:016x}", random_bits()));
}

ScratchFile::~ScratchFile() {
  if (!path_.empty()) {
    static_cast<void>(files_->remove_all(path_));  // If that fails, the next open removes it.
  }
}

}  // namespace osiris::exchange
