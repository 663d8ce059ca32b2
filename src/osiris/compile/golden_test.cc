// Runs the documents of tests/golden/validate and tests/golden/compile through the real reader and
// compiler. OSIRIS_UPDATE_GOLDEN=1 rewrites what is expected; read the difference like code.
// A case may hold options.yaml: {params, environment, profile, connections: false}.

#include "osiris/base/filesystem.h"
#include "osiris/compile/compiler.h"
#include "osiris/format/yaml.h"
#include "osiris/oml/fixture_components.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <cstdlib>

namespace osiris::compile {
namespace {

bool updates_golden_files() {
  const char* update = std::getenv("OSIRIS_UPDATE_GOLDEN");
  return update != nullptr && std::string_view(update) == "1";
}

/// Lists the cases of one area; none is a failure of its own below.
std::vector<std::string> cases_of(const char* area) {
  std::vector<std::string> names;
  const RealFileSystem files;
  const auto entries = files.list(Path(OSIRIS_GOLDEN_DIR) / area);
  for (const DirectoryEntry& entry : entries.value_or(std::vector<DirectoryEntry>())) {
    if (entry.is_directory) {
      names.push_back(entry.name);
    }
  }
  return names;
}

/// Makes a case's folder into a test's name, which may hold letters, digits and _ only.
std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// One folder of tests/golden.
class GoldenCase : public testing::TestWithParam<std::string> {
 protected:
  explicit GoldenCase(const char* area) : folder_(Path(OSIRIS_GOLDEN_DIR) / area / GetParam()) {}

  std::string read(const char* name) const {
    const RealFileSystem files;
    return files.read_text(folder_ / name, 1 << 20).value_or(std::string());
  }

  void expect_file(const char* name, const std::string& actual) const {
    if (updates_golden_files()) {
      RealFileSystem files;
      ASSERT_TRUE(files.write_text(folder_ / name, actual).has_value());
    }
    EXPECT_EQ(read(name), actual) << folder_ / name;
  }

  CompileOutcome compile() {
    const Value given = parse_yaml(read("options.yaml"), "options.yaml").value.value_or(Value());
    oml::ReadOptions options{.file = "pipeline.yaml", .parameters = {}, .connections = &catalog_};
    options.parameters.command_line = texts_of(given.find("params"));
    options.parameters.environment = Environment(texts_of(given.find("environment")));
    options.parameters.profile = given.text_or("profile", "");
    if (given.find("connections") != nullptr) {
      options.connections = nullptr;
    }
    return compile_pipeline(read("pipeline.yaml"), registry_, options);
  }

 private:
  static std::map<std::string, std::string> texts_of(const Value* object) {
    std::map<std::string, std::string> texts;
    if (object != nullptr) {
      for (const Member& member : object->members()) {
        texts.emplace(member.key, member.value.as_string());
      }
    }
    return texts;
  }

  Path folder_;
  sdk::Registry registry_{oml::fixture_components()};
  sdk::ConnectionCatalog catalog_ =
      sdk::ConnectionCatalog::parse(oml::kFixtureConnections, "osiris_connections.yaml").first;
};

std::string lines_of(const Diagnostics& diagnostics) {
  std::string lines;
  for (const Diagnostic& diagnostic : diagnostics) {
    lines += to_line(diagnostic) + "\n";
    lines += "    to " + std::to_string(diagnostic.where.end_column) + ", " + diagnostic.type +
             (diagnostic.location.empty() ? "" : " at " + diagnostic.location) + "\n";
  }
  return lines;
}

class ValidateGolden : public GoldenCase {
 protected:
  ValidateGolden() : GoldenCase("validate") {}
};

TEST_P(ValidateGolden, SaysExactlyThis) {
  const CompileOutcome outcome = compile();
  EXPECT_FALSE(outcome.diagnostics.empty()) << "a case without a finding shows nothing";
  EXPECT_EQ(outcome.manifest.has_value(), !has_errors(outcome.diagnostics));
  for (const Diagnostic& finding : outcome.diagnostics) {
    EXPECT_FALSE(finding.hint.empty()) << finding.code << " says what is wrong, not what to do";
  }
  expect_file("expected.txt", lines_of(outcome.diagnostics));
}

INSTANTIATE_TEST_SUITE_P(Cases, ValidateGolden, testing::ValuesIn(cases_of("validate")), test_name);

class CompileGolden : public GoldenCase {
 protected:
  CompileGolden() : GoldenCase("compile") {}
};

TEST_P(CompileGolden, MakesThisManifest) {
  const CompileOutcome outcome = compile();
  ASSERT_TRUE(outcome.manifest.has_value()) << lines_of(outcome.diagnostics);
  const std::string yaml = to_yaml(outcome.manifest->to_value());
  expect_file("manifest.yaml", yaml);

  const YamlDocument document = parse_yaml(yaml, "manifest.yaml");
  ASSERT_TRUE(document.value.has_value());
  const auto read_back = Manifest::from_value(*document.value);
  ASSERT_TRUE(read_back.has_value()) << read_back.error().message;
  EXPECT_EQ(to_yaml(read_back->to_value()), yaml);
}

INSTANTIATE_TEST_SUITE_P(Cases, CompileGolden, testing::ValuesIn(cases_of("compile")), test_name);

TEST(GoldenCases, AreThere) {
  EXPECT_GE(cases_of("validate").size(), 85U);
  EXPECT_GE(cases_of("compile").size(), 22U);
}

}  // namespace
}  // namespace osiris::compile
