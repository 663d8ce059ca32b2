// Holds what a session can write against the schemas and the page that are shipped with it.

#include "osiris/base/memory_filesystem.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/format/schema.h"
#include "osiris/session/event.h"
#include "osiris/session/session_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace osiris::session {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string read_reference(const char* name) {
  const RealFileSystem disk;
  const FileSystem& files = disk;
  return files.read_text(Path(OSIRIS_SOURCE_DIR) / "docs/reference" / name).value();
}

Value read_schema(const char* name) { return parse_json(read_reference(name)).value(); }

std::vector<std::string> findings_in(const JsonSchema& schema, const Value& line) {
  std::vector<std::string> findings;
  for (const SchemaFinding& finding : schema.check(line)) {
    findings.push_back(finding.path + ": " + finding.message);
  }
  return findings;
}

/// Checks against the one alternative that is about the line, so that a finding says what is wrong
/// and not only that nothing fits.
std::vector<std::string> findings_in_alternative(const Value& schema, const Value& line,
                                                 std::string_view name) {
  for (const Value& alternative : schema.find("oneOf")->items()) {
    if (alternative.text_or("title", "") == name) {
      return findings_in(JsonSchema::compile(alternative).value(), line);
    }
  }
  return {"the schema has no '" + std::string(name) + "'"};
}

std::vector<std::string> titles_of(const Value& schema) {
  std::vector<std::string> titles;
  for (const Value& alternative : schema.find("oneOf")->items()) {
    titles.push_back(alternative.text_or("title", ""));
  }
  return titles;
}

void emit_steps(SessionLog& log) {
  log.emit(StepStart{.step_id = "load", .driver = "mysql.extractor", .attempt = 1});
  log.emit(ConnectionResolved{
      .step_id = "load", .family = "mysql", .alias = "main", .ok = true, .error = ""});
  log.emit(ConnectionResolved{
      .step_id = "load", .family = "mysql", .alias = "x", .ok = false, .error = "no alias 'x'"});
  log.emit(InputsResolved{.step_id = "save", .from_step = "load", .key = "df", .rows = 3});
  log.emit(ArtifactCreated{.step_id = "load",
                           .artifact_type = "cleaned_config",
                           .path = "artifacts/load/cleaned_config.json"});
  log.emit(FileWritten{.step_id = "save",
                       .path = "/data/out.csv",
                       .bytes = 10,
                       .rows = 2,
                       .sha256 = std::string(64, 'a')});
  log.emit(StepProgress{
      .step_id = "load", .percent = 12.5, .rows = 10, .bytes = 80, .memory_bytes = 1 << 20});
  log.emit(StepProgress{.step_id = "load", .percent = {}});
  log.emit(StepWarning{.step_id = "load", .code = "a.b", .message = "widened", .count = 2});
  log.emit(StepRetry{.step_id = "load",
                     .attempt = 1,
                     .delay_ms = 250,
                     .error_code = "connection.lost",
                     .message = "gone"});
  log.emit(StepComplete{.step_id = "load",
                        .driver = "mysql.extractor",
                        .rows_processed = 3,
                        .duration_ms = 1,
                        .rows_in = 4,
                        .rows_rejected = 1});
  log.emit(StepFailed{.step_id = "save",
                      .driver = "filesystem.csv_writer",
                      .error_code = "file.disk_full",
                      .error_class = "system",
                      .message = "the disk is full",
                      .hint = "",
                      .duration_ms = 2});
  log.emit(StepSkipped{.step_id = "last", .reason = "upstream_failed"});
}

void emit_run(SessionLog& log) {
  log.emit(RunStart{.pipeline_id = "orders",
                    .manifest_path = "manifest.yaml",
                    .manifest_hash = "ab12",
                    .profile = "prod"});
  log.emit(RunStart{.pipeline_id = "orders",
                    .manifest_path = "manifest.yaml",
                    .manifest_hash = "ab12",
                    .profile = ""});
  log.emit(AdapterSelected{.adapter = "local"});
  log.emit(DatabaseInitialized{.db_path = "pipeline_data.duckdb"});
  emit_steps(log);
  for (const std::int64_t bytes : {100, 0}) {
    log.emit(StateCommitted{
        .step_id = "load", .path = "/shop/.osiris_state/orders/load.json", .bytes = bytes});
  }
  log.emit(CleanupComplete{.steps_executed = 2, .total_rows = 3});
  log.emit(RunComplete{.pipeline_id = "orders", .steps_executed = 2, .duration_ms = 3});
  for (const char* step_id : {"save", ""}) {
    log.emit(RunError{.pipeline_id = "orders",
                      .error_code = "file.disk_full",
                      .message = "the disk is full",
                      .hint = step_id,
                      .step_id = step_id,
                      .duration_ms = 3});
  }
  log.emit(RunEnd{.status = "failed", .duration_ms = 4});
}

class SchemaTest : public ::testing::Test {
 protected:
  SchemaTest() {
    disk_.directories.insert("logs");
    log_ = SessionLog::open(disk_, clock_, redactor_, "logs", "20261122T170630123Z-3f9a1c").value();
  }

  std::vector<Value> lines_of(const char* path) const {
    std::vector<Value> lines;
    for (const std::string& line : split(trim(disk_.files.at(path)), '\n')) {
      lines.push_back(parse_json(line).value());
    }
    return lines;
  }

  MemoryFileSystem disk_;
  FakeClock clock_{UtcTime{std::chrono::microseconds{1'795'367'190'123'456}}};
  Redactor redactor_;
  std::unique_ptr<SessionLog> log_;
};

TEST_F(SchemaTest, HoldsEveryEvent) {
  const Value schema = read_schema("events.schema.json");
  const JsonSchema compiled = JsonSchema::compile(schema).value();
  emit_run(*log_);
  std::set<std::string> seen;
  for (const Value& line : lines_of("logs/events.jsonl")) {
    const std::string name = line.text_or("event", "");
    seen.insert(name);
    EXPECT_THAT(findings_in_alternative(schema, line, name), IsEmpty()) << to_json(line);
    EXPECT_THAT(findings_in(compiled, line), IsEmpty()) << to_json(line);
  }
  const std::vector<std::string_view> names = event_names();
  EXPECT_EQ(seen, std::set<std::string>(names.begin(), names.end()));
  const std::vector<std::string> titles = titles_of(schema);
  EXPECT_EQ(std::set<std::string>(titles.begin(), titles.end()), seen);
}

TEST_F(SchemaTest, HoldsEveryMetric) {
  const Value schema = read_schema("metrics.schema.json");
  const JsonSchema compiled = JsonSchema::compile(schema).value();
  for (const Metric& metric : {kRowsRead, kRowsWritten, kRowsProcessed, kBytesWritten, kBytesRead,
                               kStepDurationMs, kMemoryPeakBytes}) {
    log_->measure(metric, Value(7), "load");
  }
  for (const Metric& metric :
       {kRowsRead, kRowsWritten, kRowsProcessed, kBytesWritten, kBytesRead, kStepsTotal,
        kStepsCompleted, kDatabaseBytes, kMemoryPeakBytes, kExitCode}) {
    log_->measure(metric, Value(7));
  }
  log_->measure(kExecutionDuration, Value(1.25));
  log_->measure(kTotalDuration, Value(2.0));
  std::set<std::string> seen;
  for (const Value& line : lines_of("logs/metrics.jsonl")) {
    const std::string name = line.text_or("metric", "");
    seen.insert(name);
    EXPECT_THAT(findings_in_alternative(schema, line, name), IsEmpty()) << to_json(line);
    EXPECT_THAT(findings_in(compiled, line), IsEmpty()) << to_json(line);
  }
  const std::vector<std::string> titles = titles_of(schema);
  EXPECT_EQ(std::set<std::string>(titles.begin(), titles.end()), seen);
}

TEST_F(SchemaTest, RefusesUnknownAndMissingFields) {
  const JsonSchema schema = JsonSchema::compile(read_schema("events.schema.json")).value();
  log_->emit(RunEnd{.status = "success", .duration_ms = 1});
  const Value good = lines_of("logs/events.jsonl").at(0);
  ASSERT_THAT(findings_in(schema, good), IsEmpty());
  Value more = good;
  more.set("extra", 1);
  EXPECT_THAT(findings_in(schema, more), testing::Not(IsEmpty()));
  Value less = good;
  less.erase("duration_ms");
  EXPECT_THAT(findings_in(schema, less), testing::Not(IsEmpty()));
  Value other = good;
  other.set("status", "died");
  EXPECT_THAT(findings_in(schema, other), testing::Not(IsEmpty()));
}

TEST_F(SchemaTest, IsDescribedOnThePage) {
  const std::string page = read_reference("events.md");
  for (const char* name : {"events.schema.json", "metrics.schema.json"}) {
    const Value schema = read_schema(name);
    for (const Value& alternative : schema.find("oneOf")->items()) {
      const std::string title = alternative.text_or("title", "");
      EXPECT_THAT(
          page, testing::AnyOf(HasSubstr("### " + title + "\n"), HasSubstr("| `" + title + "` |")));
      for (const Member& property : alternative.find("properties")->members()) {
        EXPECT_THAT(page, HasSubstr("`" + property.key + "`")) << title;
      }
    }
  }
}

}  // namespace
}  // namespace osiris::session
