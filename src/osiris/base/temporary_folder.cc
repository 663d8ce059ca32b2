#include "osiris/base/temporary_folder.h"

#include "osiris/base/check.h"

#include <stdlib.h>

#include <system_error>

namespace osiris {

TemporaryFolder::TemporaryFolder() {
  std::error_code problem;
  Path base = std::filesystem::temp_directory_path(problem);
  if (problem) {
    base = "/tmp";
  }
  std::string pattern = (base / "osiris-test-XXXXXX").string();
  OSIRIS_CHECK(::mkdtemp(pattern.data()) != nullptr, "no temporary folder can be made");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace osiris
