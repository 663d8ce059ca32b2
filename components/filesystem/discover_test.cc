#include "components/filesystem/discover.h"

#include "osiris/format/json.h"
#include "osiris/sdk/step_fixture.h"

#include <filesystem>

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSpec = R"(
name: filesystem.lines
version: 1.0.0
description: Reads lines.
modes: [read]
configSchema:
  type: object
  additionalProperties: false
  required: [path]
  properties:
    path: {type: string, description: Which file.}
    limit: {type: [integer, "null"], default: null, description: How many.}
    word: {type: string, default: none, description: Any.}
examples:
  - title: A file
    config: {path: a.txt}
x-runtime: {connection: optional}
)";

Result<sdk::StepResult> run_lines(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const auto rows,
             exchange::replace_relation(
                 context.connection, context.step_id,
                 "SELECT range AS n FROM range(" + std::to_string(config.integer("limit")) + ")"));
  return sdk::StepResult{.relation = context.step_id, .rows_in = rows, .rows_out = rows};
}

Result<sdk::Foresight> foresee_lines(const sdk::StepConfig& config,
                                     const sdk::ForeseeContext& context) {
  sdk::Foresight foresight;
  const Path path = sdk::resolve_path(config.text("path"), context.settings, context.project_dir);
  if (config.text("path").find("bad") != std::string::npos) {
    foresight.obstacle = make_error(kFileDenied, path.string() + " is bad");
    return foresight;
  }
  foresight.columns = {{"n", "BIGINT"}};
  foresight.certainty = sdk::Certainty::kSeen;
  foresight.basis = config.text("word");
  return foresight;
}

Result<sdk::RowCount> count_lines(const sdk::StepConfig&, const sdk::ForeseeContext&) {
  return sdk::RowCount{7, sdk::RowCountBasis::kExact};
}

Value guess_word(const Path& path, const FileSystem&) {
  Value config = Value::object();
  if (path.filename() == "b.txt") {
    config.set("word", "b");
  }
  return config;
}

class DiscoverFiles : public sdk::StepFixture {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_ / "data/sub");
    std::filesystem::create_directories(folder_ / "data/.hidden");
    for (const char* name : {"data/b.txt", "data/a.txt.gz", "data/sub/bad.TXT", "data/c.csv",
                             "data/.hidden/d.txt", "data/_e.txt", "outside.txt"}) {
      write_file(name, "line\n");
    }
    settings.values = Value::object();
    settings.values.set("base_dir", "data");
  }

  Result<sdk::Discovery> discover(std::size_t tables_max = 10, std::int64_t samples = 0,
                                  std::vector<std::string> asked = {}) {
    const auto spec = sdk::Spec::parse(kSpec, "spec.yaml");
    EXPECT_TRUE(spec.has_value()) << spec.error().message;
    return discover_files({.run = run_lines,
                           .foresee = foresee_lines,
                           .count_rows = count_lines,
                           .endings = {".txt", ".txt.gz"},
                           .first_config = guess_word},
                          settings,
                          {.spec = *spec,
                           .files = files_,
                           .project_dir = folder_.path(),
                           .binder = binder,
                           .tables_max = tables_max,
                           .filter = sdk::TableFilter(std::move(asked)),
                           .samples = samples,
                           .timeout = std::chrono::seconds(1),
                           .stop = stop_.get_token()});
  }

  static std::vector<std::string> names(const Result<sdk::Discovery>& discovery) {
    std::vector<std::string> names;
    for (const sdk::DiscoveredTable& table : discovery.value_or(sdk::Discovery()).tables) {
      names.push_back(table.name);
    }
    return names;
  }

  sdk::ConnectionSettings settings{{"filesystem", "main"}, {}, {}};
  exchange::DuckDbBinder binder;
};

TEST_F(DiscoverFiles, FindsFilesBelowTheFolderInOrder) {
  const auto found = discover();
  EXPECT_THAT(names(found), ElementsAre("a.txt.gz", "b.txt", "sub/bad.TXT"));
  const sdk::DiscoveredTable& first = found->tables[0];
  EXPECT_EQ(first.kind, sdk::DiscoveredKind::kFile);
  EXPECT_EQ(first.component, "filesystem.lines");
  EXPECT_EQ(to_json(first.config), R"({"path":"a.txt.gz"})");
  EXPECT_EQ(first.columns[0].name, "n");
  EXPECT_EQ(first.columns[0].type, "BIGINT");
  EXPECT_EQ(first.basis, "none");  // The spec's default.
  EXPECT_EQ(first.row_count.rows, 7);
  EXPECT_EQ(first.size_bytes, 5);
  EXPECT_TRUE(first.samples.columns.empty());
}

TEST_F(DiscoverFiles, TakesTheOptionsThatAFileNeeds) {
  const auto found = discover();
  ASSERT_EQ(found->tables.size(), 3U);
  EXPECT_EQ(to_json(found->tables[1].config), R"({"path":"b.txt","word":"b"})");
  EXPECT_EQ(found->tables[1].basis, "b");
}

TEST_F(DiscoverFiles, TellsWhatIsWrongWithOneFileInIt) {
  const auto found = discover(10, 2);
  ASSERT_EQ(found->tables.size(), 3U);
  const sdk::DiscoveredTable& bad = found->tables[2];
  ASSERT_TRUE(bad.problem.has_value());
  EXPECT_THAT(bad.problem->message, HasSubstr("is bad"));
  EXPECT_EQ(bad.row_count.basis, sdk::RowCountBasis::kUnknown);
  EXPECT_TRUE(bad.samples.columns.empty());
  EXPECT_FALSE(found->tables[1].problem.has_value());
}

TEST_F(DiscoverFiles, ReadsSamplesAsAStepWould) {
  const auto found = discover(1, 2);
  ASSERT_EQ(found->tables.size(), 1U);
  ASSERT_FALSE(found->tables[0].problem.has_value()) << found->tables[0].problem->message;
  EXPECT_EQ(found->tables[0].samples.rows.size(), 2U);
  EXPECT_EQ(found->tables[0].samples.columns[0].name, "n");
}

TEST_F(DiscoverFiles, LooksAtSoManyAndCountsTheRest) {
  const auto found = discover(1);
  EXPECT_THAT(names(found), ElementsAre("a.txt.gz"));
  EXPECT_EQ(found->left_out, 2);
}

TEST_F(DiscoverFiles, LooksOnlyAtWhatIsAskedFor) {
  const auto found = discover(10, 0, {"b.txt", "sub/*"});
  EXPECT_THAT(names(found), ElementsAre("b.txt", "sub/bad.TXT"));
  EXPECT_EQ(found->left_out, 0);
  EXPECT_THAT(found->names, ElementsAre("a.txt.gz", "b.txt", "sub/bad.TXT"));
  EXPECT_EQ(discover(1, 0, {"*"})->left_out, 2);
  EXPECT_TRUE(discover()->names.empty());
  EXPECT_TRUE(names(discover(10, 0, {"B.txt"})).empty());
}

TEST_F(DiscoverFiles, FindsNothingInAnEmptyFolderAndFailsWithoutOne) {
  settings.values.set("base_dir", "data/.hidden/none");
  EXPECT_TRUE(discover().error().is(kFileNotFound));
  std::filesystem::create_directories(folder_ / "data/.hidden/none");
  EXPECT_TRUE(names(discover()).empty());
  settings.values.set("base_dir", "outside.txt");
  EXPECT_TRUE(discover().error().is(kFileKind));
}

TEST_F(DiscoverFiles, StopsWhenItIsTold) {
  stop_.request_stop();
  EXPECT_TRUE(discover().error().is(kCancelled));
}

TEST(RowsOfPart, AreExactEstimatedOrUnknown) {
  const sdk::RowCount all =
      rows_of_part({.rows = 3, .bytes = 30, .file_bytes = 30, .is_all = true});
  EXPECT_EQ(all.rows, 3);
  EXPECT_EQ(all.basis, sdk::RowCountBasis::kExact);
  const sdk::RowCount part = rows_of_part({.rows = 3, .bytes = 30, .file_bytes = 300});
  EXPECT_EQ(part.rows, 30);
  EXPECT_EQ(part.basis, sdk::RowCountBasis::kEstimated);
  EXPECT_EQ(rows_of_part({.rows = 3, .bytes = 30, .file_bytes = 300, .is_packed = true}).basis,
            sdk::RowCountBasis::kUnknown);
  EXPECT_EQ(rows_of_part({.rows = 0, .bytes = 0, .file_bytes = 300}).basis,
            sdk::RowCountBasis::kUnknown);
}

}  // namespace
}  // namespace osiris::components
