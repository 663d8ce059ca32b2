// Runs the fuzz target that it is linked with on every input of its corpus.

#include "fuzz_target.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace osiris {
namespace {

TEST(FuzzReplay, SurvivesEveryInputOfTheCorpus) {
  int inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(OSIRIS_CORPUS_FOLDER)) {
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    try_input(text);
    ++inputs;
  }
  EXPECT_GT(inputs, 0);
}

TEST(FuzzReplay, SurvivesNoInput) { try_input({}); }

}  // namespace
}  // namespace osiris
