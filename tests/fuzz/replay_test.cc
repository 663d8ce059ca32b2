// Runs the fuzz target that it is linked with on every input of its corpus.

#include "fuzz_target.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace osiris {
namespace {

/// Tries every file below a folder and returns how many there are.
int replay(const std::string& folder) {
  int inputs = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      SCOPED_TRACE(entry.path().string());
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      try_input(text);
      ++inputs;
    }
  }
  return inputs;
}

TEST(FuzzReplay, SurvivesEveryInputOfTheCorpus) {
  std::istringstream folders(OSIRIS_CORPUS_FOLDERS);
  for (std::string folder; std::getline(folders, folder, ':');) {
    EXPECT_GT(replay(folder), 0) << folder;
  }
}

TEST(FuzzReplay, SurvivesNoInput) { try_input({}); }

}  // namespace
}  // namespace osiris
