#pragma once
// For the tests of this component: a relation that is written, and what is there then.

#include "components/filesystem.csv_writer/component.h"
#include "components/filesystem/unpacker.h"
#include "osiris/sdk/step_fixture.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

class CsvWriteFixture : public sdk::StepFixture {
 protected:
  void make_relation(const std::string& select) {
    const auto made = exchange::replace_relation(*connection_, "load", select);
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }

  Result<sdk::StepResult> write(const std::string& options = "") {
    return run_step(component_, "path: out.csv\n" + options, {input_});
  }

  /// Writes and returns the file's bytes, or the failure's code.
  std::string written(const std::string& options = "") {
    const auto result = write(options);
    return result.has_value() ? read_file("out.csv") : result.error().code;
  }

  /// Lists the project folder: a failed write must leave no file behind, hidden or not.
  std::vector<std::string> file_names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (entry.path().filename() != "session") {
        names.push_back(entry.path().filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  const sdk::Component component_ = filesystem_csv_writer(filesystem_csv_writer_spec());
  const sdk::StepInput input_{.step_id = "load", .relation = "load", .rows = 0, .names = {}};
};

/// Returns what whole packed bytes hold.
inline std::string unpacked(std::string_view bytes, Packing packing) {
  const auto unpacker = make_unpacker(packing);
  std::array<char, 100> space{};
  std::string text;
  while (const std::size_t count = unpacker->unpack(bytes, space).value_or(0)) {
    text.append(space.data(), count);
  }
  EXPECT_TRUE(bytes.empty() && unpacker->is_whole());
  return text;
}

}  // namespace osiris::components
