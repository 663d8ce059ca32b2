#include "osiris/cli/documents.h"

#include "osiris/format/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

using exchange::TypeId;

TEST(Documents, EndWithStatusAndExitCode) {
  Value document = Value::object();
  document.set("x", 1);
  EXPECT_EQ(to_json(finished(document, ExitCode::kSuccess)),
            R"({"status":"success","x":1,"exit_code":0,"exit_name":"success"})");
}

TEST(Documents, TellErrorsWhole) {
  const Error error = make_error({"file.not_found", Fault::kUser, "-"}, "no file", "look again")
                          .with("path", "in.csv");
  EXPECT_EQ(to_json(error_document(error, ExitCode::kInvalidInput)),
            R"({"status":"error","error":{"code":"file.not_found","fault":"user",)"
            R"("message":"no file","hint":"look again","transient":false,)"
            R"("details":{"path":"in.csv"}},"exit_code":2,"exit_name":"invalid_input"})");
}

TEST(Documents, GiveFindingsTheKeysOfThePythonOsiris) {
  app::ValidateResult result;
  result.file = "p.yaml";
  Diagnostic error;
  error.type = "unknown_key";
  error.location = "steps[0]";
  error.code = "oml.unknown_key";
  error.message = "unknown key";
  error.where = {.file = "p.yaml", .line = 3, .column = 5, .end_column = 8};
  Diagnostic warning = error;
  warning.severity = Severity::kWarning;
  result.diagnostics = {error, warning};

  const Value value = validate_value(result);
  EXPECT_FALSE(value.find("valid")->as_bool());
  ASSERT_EQ(value.find("errors")->items().size(), 1U);
  ASSERT_EQ(value.find("warnings")->items().size(), 1U);
  const Value& first = value.find("errors")->items()[0];
  EXPECT_EQ(first.text_or("type", ""), "unknown_key");
  EXPECT_EQ(first.text_or("location", ""), "steps[0]");
  EXPECT_EQ(first.find("line")->as_int(), 3);
  EXPECT_EQ(value.find("error")->text_or("message", ""), "'p.yaml' has 1 error");
}

exchange::TextTable table() {
  exchange::TextTable table;
  table.columns = {{"n", TypeId::kBigint},
                   {"n", TypeId::kDouble},
                   {"ok", TypeId::kBoolean},
                   {"price", exchange::ColumnType::decimal(18, 2)},
                   {"text", TypeId::kVarchar}};
  table.rows = {{"9223372036854775807", "0.5", "true", "1.10", "12"},
                {std::nullopt, "nan", "false", std::nullopt, ""}};
  return table;
}

TEST(Documents, KeepTheTypesOfCells) {
  EXPECT_EQ(to_json(*table_value(table()).find("rows")),
            R"([[9223372036854775807,0.5,true,"1.10","12"],[null,"nan",false,null,""]])");
  EXPECT_EQ(table_value(table()).find("columns")->items()[3].text_or("type", ""), "DECIMAL(18,2)");
}

TEST(Documents, TellColumnsOfOneNameApart) {
  EXPECT_EQ(to_json(row_objects(table()).items()[1]),
            R"({"n":null,"n_1":"nan","ok":false,"price":null,"text":""})");
}

}  // namespace
}  // namespace osiris::cli
