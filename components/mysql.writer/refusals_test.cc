// What a refusal says: the rows, the rights, the tables that it is about, and what helps.

#include "components/mysql.writer/writer_fixture.h"
#include "osiris/base/sha256.h"

#include <filesystem>
#include <string>
#include <vector>

namespace osiris::components {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class MysqlWriterRefusals : public WriterFixture {
 protected:
  /// Returns "" for a step that succeeds, else the failure in words, with its hint.
  std::string explained(const std::string& options) {
    const auto result = write(options);
    return result.has_value()
               ? ""
               : result.error().code + ": " + result.error().message + "; " + result.error().hint;
  }

  /// Writes as a user who has only the given rights.
  std::string refusal_with(const std::vector<std::string>& grants, const std::string& options) {
    std::vector<std::string> statements{"DROP USER IF EXISTS poor@'%'",
                                        "CREATE USER poor@'%' IDENTIFIED BY 'poor'"};
    for (const std::string& grant : grants) {
      statements.push_back("GRANT " + grant + " TO poor@'%'");
    }
    server().run(statements);
    sdk::ConnectionSettings poor = server().connection();
    poor.values.set("user", "poor");
    poor.values.set("password", "poor");
    settings_ = &poor;
    std::string said = explained(options);
    settings_ = &server().connection();
    return said;
  }

  /// Names a table as a run does that writes table t beside it.
  static std::string beside(const std::string& kind) {
    return "_osiris_" + kind + "_" + sha256_hex(std::string("shop\0t", 6)).substr(0, 16) + "_1a2b";
  }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlWriterRefusals, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlWriterRefusals, NamesTheRightsThatAreMissing) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)"});
  make_relation("SELECT 2 AS id");
  const std::string reads = "SELECT ON shop.*";
  const std::string writes = "SELECT, INSERT, UPDATE, DELETE ON shop.*";
  const std::string upsert = "write_mode: upsert\nprimary_key: [id]";
  EXPECT_THAT(refusal_with({writes}, upsert),
              AllOf(HasSubstr("mysql.access_denied"),
                    HasSubstr("grant CREATE TEMPORARY TABLES, SELECT on `shop`.* to the user")));
  EXPECT_THAT(refusal_with({reads, "CREATE TEMPORARY TABLES ON shop.*"}, upsert),
              HasSubstr("grant SELECT, INSERT, UPDATE on `shop`.`t` to the user"));
  EXPECT_THAT(refusal_with({writes}, "write_mode: replace\nprimary_key: [id]"),
              AllOf(HasSubstr("mysql.access_denied"),
                    HasSubstr("grant SELECT, INSERT, CREATE, ALTER, DROP on `shop`.* to")));
  EXPECT_THAT(refusal_with({writes}, "write_mode: truncate"),
              HasSubstr("takes the place of shop.t"));
  EXPECT_THAT(refusal_with({writes}, "write_mode: append"),
              AllOf(HasSubstr("making shop._osiris_loads"), HasSubstr("grant CREATE,"),
                    HasSubstr("'load_marker'")));
  EXPECT_THAT(refusal_with({reads}, "write_mode: append"),
              AllOf(HasSubstr("mysql.access_denied"), Not(HasSubstr("_osiris_loads")),
                    HasSubstr("grant SELECT, INSERT on `shop`.`t` to the user")));
  EXPECT_EQ(refusal_with({"SELECT, INSERT ON shop.*"}, "load_marker: false"), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1\n2\n");
}

TEST_P(MysqlWriterRefusals, NeedsNoMoreRightsThanTheGuideNames) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY)"});
  make_relation("SELECT 2 AS id");
  const std::string beside = "SELECT, INSERT, CREATE, ALTER, DROP ON shop.*";
  EXPECT_EQ(refusal_with({"SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES ON shop.*"},
                         "write_mode: upsert\nprimary_key: [id]\ndelete_missing: true\n"
                         "delete_percent_max: 100"),
            "");
  EXPECT_EQ(refusal_with({beside}, "write_mode: truncate"), "");
  EXPECT_EQ(refusal_with({beside}, "write_mode: replace\nprimary_key: [id]"), "");
  server().run({"DELETE FROM t"});
  EXPECT_EQ(refusal_with({"SELECT, INSERT, UPDATE, DELETE, CREATE ON shop.*"}, ""), "");
  EXPECT_EQ(tables(), "_osiris_loads\nt\n");
}

TEST_P(MysqlWriterRefusals, SaysThatAKeyCannotBeNull) {
  server().run({"CREATE TABLE t (mail VARCHAR(9) NULL, v INT, UNIQUE KEY (mail))"});
  make_relation("SELECT 'a' AS mail, 1 AS v UNION ALL SELECT NULL, 2");
  EXPECT_THAT(failure("write_mode: upsert\nprimary_key: [mail]"),
              AllOf(HasSubstr("mysql.value_refused: row 2 (mail=NULL)"),
                    HasSubstr("it is a key column of the upsert, which cannot be NULL"),
                    Not(HasSubstr("NOT NULL"))));
}

TEST_P(MysqlWriterRefusals, NamesTheRowsWithADuplicateKey) {
  server().run({"CREATE TABLE t (a INT, b VARCHAR(9), UNIQUE KEY both_of (a, b))",
                "INSERT INTO t VALUES (1, 'Jos\xC3\xA9')"});
  make_relation("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 1, 'jose '");
  EXPECT_THAT(failure(), HasSubstr("mysql.constraint_failed: row 2 (a=1, b=jose ): Duplicate"));
  make_relation("SELECT * FROM (VALUES (7, 'x'), (5, 'y'), (7, 'z'), (7, 'X')) AS rows(a, b)");
  for (const char* const mode : {"append", "truncate"}) {
    EXPECT_THAT(failure("write_mode: " + std::string(mode)),
                HasSubstr("row 1 (a=7, b=x) and row 4 (a=7, b=X): Duplicate entry '7-"));
  }
  const auto replaced =
      run_step(component_, "{table: s, write_mode: replace, primary_key: [a]}", {input_});
  EXPECT_THAT(replaced.error().message, HasSubstr("row 1 (a=7) and row 3 (a=7): Duplicate"));
  EXPECT_THAT(failure("write_mode: upsert\nprimary_key: [b, a]"),
              AllOf(HasSubstr("rows of the input have the same key"),
                    HasSubstr("row 1 (b=x, a=7) and row 4 (b=X, a=7)")));
  EXPECT_EQ(tables(), "_osiris_loads\nt\n");
}

TEST_P(MysqlWriterRefusals, TellsHowToKeepTextKeysApart) {
  make_relation("SELECT 'a' AS id UNION ALL SELECT 'A'");
  EXPECT_THAT(explained("primary_key: [id]"), HasSubstr("set 'collation' (utf8mb4_bin)"));
  EXPECT_EQ(explained("primary_key: [id]\ncollation: utf8mb4_bin"), "");
  make_relation("SELECT repeat('x', 256) AS id");
  EXPECT_THAT(explained("write_mode: replace\nprimary_key: [id]"),
              AllOf(HasSubstr("mysql.value_refused: row 1 (id=xxx"),
                    HasSubstr("VARCHAR(255): give it a longer type by 'column_types'"),
                    Not(HasSubstr("at row"))));
  EXPECT_EQ(explained("write_mode: replace\nprimary_key: [id]\ncolumn_types: {id: VARCHAR(700)}"),
            "");
}

TEST_P(MysqlWriterRefusals, NamesTheRowWithoutAParentAmongOldRows) {
  server().run(
      {"CREATE TABLE parent (id INT PRIMARY KEY)", "INSERT INTO parent VALUES (1)",
       "CREATE TABLE t (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id))",
       "INSERT INTO t VALUES (1, 1), (2, 1), (3, 1)"});
  make_relation(
      "SELECT i::INTEGER AS id, CASE WHEN i = 7 THEN 9 ELSE 1 END AS p "
      "FROM range(1, 10) AS numbers(i)");
  EXPECT_THAT(failure("write_mode: truncate"),
              HasSubstr("mysql.constraint_failed: row 7 (id=7): Cannot add"));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "3\n");
  make_relation("SELECT 5 AS id");
  const auto parent = run_step(component_, "{table: parent, write_mode: truncate}", {input_});
  EXPECT_EQ(parent.error().code, "mysql.constraint_failed");
  EXPECT_THAT(parent.error().hint, HasSubstr("`write_mode: upsert`"));
}

TEST_P(MysqlWriterRefusals, ShowsTextsInQuotesAndHintsThatFit) {
  server().run({"CREATE TABLE t (e ENUM('a', 'b'), c CHAR(5), b BINARY(3), d DECIMAL(5,1))"});
  make_relation("SELECT '' AS e, 'x ' AS c, '\\x01'::BLOB AS b, 1.25 AS d");
  const auto column = [this](const std::string& name) {
    return explained("columns: [" + name + "]");
  };
  EXPECT_THAT(column("e"), HasSubstr("(enum('a','b')): '' cannot be written"));
  EXPECT_THAT(column("c"), AllOf(HasSubstr("'x ' cannot be written"), HasSubstr("; cut its blanks"),
                                 Not(HasSubstr("round it"))));
  EXPECT_THAT(column("b"), AllOf(HasSubstr("; fill it up"), Not(HasSubstr("round it"))));
  EXPECT_THAT(column("d"), AllOf(HasSubstr(": 1.25 cannot be written"), HasSubstr("; round it")));
}

TEST_P(MysqlWriterRefusals, RefusesNamesThatNoTableCanHave) {
  make_relation("SELECT 1 AS id, 2 AS \"so \xF0\x9F\x98\x80\"");
  EXPECT_THAT(failure(), AllOf(HasSubstr("mysql.invalid_name"), HasSubstr("column 'so ")));
  EXPECT_EQ(failure("columns: [id]"), "");
  const auto result = run_step(component_, "table: \"t \\U0001F600\"", {input_});
  EXPECT_EQ(result.error().code, "mysql.invalid_name");
}

/// A server that died amid a RENAME: what it keeps in InnoDB has its new name already, the file of
/// the definition still the former one. Only MySQL 5.7 does so.
class MysqlWriterTorn : public MysqlWriterRefusals {
 protected:
  void SetUp() override {
    MysqlWriterRefusals::SetUp();
    server().run({"CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)"});
    make_relation("SELECT 3 AS id");
  }
  /// Renames a table and leaves the file of its definition behind.
  void tear(const std::string& from, const std::string& to) {
    server().run({"RENAME TABLE " + from + " TO " + to, "FLUSH TABLES"});
    std::filesystem::rename(form(to), form(from));
  }
  /// Does what the guide says.
  void mend(const std::string& from, const std::string& to) {
    server().run({"FLUSH TABLES"});
    std::filesystem::rename(form(from), form(to));
  }

 private:
  Path form(const std::string& table) { return server().folder() / "data/shop" / (table + ".frm"); }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlWriterTorn, testing::Values("mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlWriterTorn, NamesTheOldRowsIfTheNameIsTaken) {
  server().run({"RENAME TABLE t TO " + beside("old"), "CREATE TABLE " + beside("new") + " (id INT)",
                "INSERT INTO " + beside("new") + " VALUES (2)"});
  tear(beside("new"), "t");
  EXPECT_THAT(explained("write_mode: replace"),
              AllOf(HasSubstr("mysql.query_failed"), HasSubstr("(1050)"),
                    HasSubstr("the rows that the table had are in shop." + beside("old")),
                    HasSubstr("docs/guide/mysql.md")));
  EXPECT_EQ(rows("SELECT * FROM " + beside("old")), "1\n");
  mend(beside("new"), "t");
  EXPECT_EQ(rows("SELECT * FROM t"), "2\n");
  EXPECT_EQ(failure("write_mode: replace"), "");
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriterTorn, PointsToTheGuideIfTheTargetCannotBeRead) {
  tear("t", beside("old"));
  for (const char* const mode : {"append", "replace", "truncate"}) {
    EXPECT_THAT(explained("write_mode: " + std::string(mode)),
                AllOf(HasSubstr("(1146)"), HasSubstr("docs/guide/mysql.md")));
  }
  mend("t", beside("old"));
  EXPECT_EQ(rows("SELECT * FROM " + beside("old")), "1\n");
  server().run({"RENAME TABLE " + beside("old") + " TO t"});
  EXPECT_EQ(failure("write_mode: replace"), "");
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriterTorn, KeepsTheOldRowsIfTheTargetCannotBeRead) {
  server().run({"CREATE TABLE " + beside("old") + " (id INT)",
                "INSERT INTO " + beside("old") + " VALUES (2)"});
  tear("t", "elsewhere");
  EXPECT_THAT(explained("write_mode: replace"),
              AllOf(HasSubstr("mysql.table_unknown"), HasSubstr("(1146)"),
                    HasSubstr("the rows that the table had are in shop." + beside("old"))));
  EXPECT_EQ(rows("SELECT * FROM " + beside("old")), "2\n");
  mend("t", "elsewhere");
}

}  // namespace
}  // namespace osiris::components
