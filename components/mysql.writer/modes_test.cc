// replace, truncate and upsert: what becomes of a table, and that it stays as it was if they fail.

#include "components/mysql.writer/writer_fixture.h"
#include "osiris/base/sha256.h"

#include <string>

namespace osiris::components {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class MysqlWriterModes : public WriterFixture {
 protected:
  /// Names a table as a run does that writes table t beside it.
  static std::string beside(const std::string& kind) {
    return "_osiris_" + kind + "_" + sha256_hex(std::string("shop\0t", 6)).substr(0, 16) + "_1a2b";
  }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlWriterModes, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlWriterModes, ReplaceMakesTheTableAnew) {
  server().run({"CREATE TABLE t (old INT)", "INSERT INTO t VALUES (1)",
                "CREATE VIEW seen AS SELECT COUNT(*) AS n FROM t"});
  make_relation("SELECT 1 AS id, 'a' AS name UNION ALL SELECT 2, 'b' ORDER BY 1");
  ASSERT_EQ(failure("write_mode: replace\nprimary_key: [id]\ncolumn_types: {name: VARCHAR(9)}"),
            "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1|a\n2|b\n");
  EXPECT_EQ(rows("SELECT n FROM seen"), "2\n");
  EXPECT_EQ(tables(), "seen\nt\n");
  make_relation("SELECT 3 AS other WHERE false");
  ASSERT_EQ(failure("write_mode: replace\nprimary_key: [other]"), "");
  EXPECT_EQ(rows("SELECT COUNT(*), COUNT(other) FROM t"), "0|0\n");
}

TEST_P(MysqlWriterModes, ReplaceKeepsTheOldTableWhenItFails) {
  server().run({"CREATE TABLE t (old INT)", "INSERT INTO t VALUES (1)"});
  make_relation("SELECT i::INTEGER AS id FROM range(200000) AS numbers(i) UNION ALL SELECT 5");
  EXPECT_THAT(failure("write_mode: replace\nprimary_key: [id]"),
              AllOf(HasSubstr("mysql.constraint_failed"), HasSubstr("'5'")));
  make_relation("SELECT 1 AS id, NULL AS name UNION ALL SELECT NULL, 'x'");
  EXPECT_THAT(failure("write_mode: replace\nprimary_key: [id]"), HasSubstr("mysql.value_refused"));
  EXPECT_EQ(rows("SELECT old FROM t"), "1\n");
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriterModes, ReplaceRefusesToLoseADefinition) {
  server().run({"CREATE TABLE parent (id INT PRIMARY KEY)",
                "CREATE TABLE t (id INT PRIMARY KEY, p INT, twice INT AS (id * 2), KEY by_p (p), "
                "CONSTRAINT to_parent FOREIGN KEY (p) REFERENCES parent (id))",
                "CREATE TRIGGER watch BEFORE INSERT ON t FOR EACH ROW SET NEW.p = NEW.p",
                "CREATE TABLE child (t INT, CONSTRAINT to_t FOREIGN KEY (t) REFERENCES t (id))"});
  make_relation("SELECT 1 AS id");
  EXPECT_THAT(failure("write_mode: replace\nprimary_key: [id]"),
              AllOf(HasSubstr("mysql.definition_at_risk"), HasSubstr("'by_p'"),
                    HasSubstr("'watch'"), HasSubstr("'to_parent' of shop.t"),
                    HasSubstr("'to_t' of shop.child"), HasSubstr("'twice'")));
  server().run({"DROP TABLE child, t", "CREATE TABLE t (id INT PRIMARY KEY)"});
  EXPECT_THAT(failure("write_mode: replace"), HasSubstr("the primary key"));
  EXPECT_EQ(failure("write_mode: replace\nprimary_key: [id]"), "");
}

TEST_P(MysqlWriterModes, TruncateKeepsTheDefinition) {
  server().run(
      {"CREATE TABLE t (id INT PRIMARY KEY COMMENT 'c', name VARCHAR(9) DEFAULT 'd', "
       "KEY by_name (name)) COMMENT='mine' PARTITION BY HASH (id) PARTITIONS 3",
       "INSERT INTO t VALUES (1, 'old')"});
  const std::string definition = rows("SHOW CREATE TABLE t");
  make_relation("SELECT 2 AS id UNION ALL SELECT 3 ORDER BY 1");
  ASSERT_EQ(failure("write_mode: truncate"), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "2|d\n3|d\n");
  EXPECT_EQ(rows("SHOW CREATE TABLE t"), definition);
  EXPECT_EQ(tables(), "t\n");
  make_relation("SELECT 4 AS id, 'x' AS extra");
  ASSERT_EQ(failure("truncate_before: true\non_new_column: add"), "");
  EXPECT_EQ(rows("SELECT * FROM t"), "4|d|x\n");
  make_relation("SELECT 4 AS id UNION ALL SELECT NULL");
  EXPECT_THAT(failure("write_mode: truncate"),
              AllOf(HasSubstr("mysql.value_refused"), testing::Not(HasSubstr("_osiris_"))));
  EXPECT_EQ(rows("SELECT * FROM t"), "4|d|x\n");
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriterModes, TruncateKeepsTriggersAndForeignKeys) {
  server().run({"CREATE TABLE parent (id INT PRIMARY KEY)", "INSERT INTO parent VALUES (1)",
                "CREATE TABLE t (p INT, n INT, FOREIGN KEY (p) REFERENCES parent (id))",
                "CREATE TRIGGER twice BEFORE INSERT ON t FOR EACH ROW SET NEW.n = NEW.p * 2",
                "INSERT INTO t (p) VALUES (1), (NULL)"});
  make_relation("SELECT 1 AS p");
  ASSERT_EQ(failure("write_mode: truncate"), "");
  EXPECT_EQ(rows("SELECT * FROM t"), "1|2\n");
  make_relation("SELECT 1 AS p UNION ALL SELECT 99");
  EXPECT_THAT(failure("write_mode: truncate"), HasSubstr("mysql.constraint_failed"));
  EXPECT_EQ(rows("SELECT * FROM t"), "1|2\n");
  EXPECT_EQ(tables(), "parent\nt\n");
}

TEST_P(MysqlWriterModes, TruncateWorksOnTablesThatCannotUndo) {
  server().run({"CREATE TABLE t (id INT) ENGINE=MyISAM", "INSERT INTO t VALUES (1)"});
  make_relation("SELECT 2 AS id");
  ASSERT_EQ(failure("write_mode: truncate"), "");
  EXPECT_EQ(rows("SELECT * FROM t"), "2\n");
  EXPECT_THAT(rows("SHOW CREATE TABLE t"), HasSubstr("MyISAM"));
  server().run({"CREATE TRIGGER same BEFORE INSERT ON t FOR EACH ROW SET NEW.id = NEW.id"});
  EXPECT_THAT(failure("write_mode: truncate"), HasSubstr("mysql.definition_at_risk"));
}

TEST_P(MysqlWriterModes, UpsertRemovesNothingInVainFromTablesThatCannotUndo) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY, v INT) ENGINE=MyISAM",
                "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (4, 4)"});
  const std::string options = "write_mode: upsert\nprimary_key: [id]\ndelete_missing: true\n";
  make_relation("SELECT 1 AS id, 9 AS v");
  EXPECT_THAT(failure(options), HasSubstr("3 of the 4 rows"));
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1|1\n2|2\n3|3\n4|4\n");
  EXPECT_THAT(observer_.warnings, ElementsAre(HasSubstr("mysql.not_transactional")));
  ASSERT_EQ(failure(options + "delete_percent_max: 75"), "");
  EXPECT_EQ(rows("SELECT * FROM t"), "1|9\n");
}

TEST_P(MysqlWriterModes, UpsertChangesAndAdds) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(9), kept INT DEFAULT 5)",
                "INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3)"});
  make_relation(
      "SELECT 2 AS id, 'TWO' AS name UNION ALL SELECT 3, 'three' UNION ALL "
      "SELECT 4, 'four'");
  const auto result = write("write_mode: upsert\nprimary_key: [id]");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_in, 3);
  EXPECT_EQ(result->rows_out, 3);
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1|one|1\n2|TWO|2\n3|three|3\n4|four|5\n");
  EXPECT_THAT(observer_.notes,
              ElementsAre(HasSubstr("1 rows added, 1 changed, 1 as they were, 0 removed")));
  ASSERT_EQ(failure("write_mode: upsert\nupsert_keys: [ID]"), "");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "4\n");
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriterModes, UpsertMakesTheTableThatIsNotThere) {
  make_relation("SELECT 1 AS id, 'a' AS name");
  ASSERT_EQ(failure("write_mode: upsert\nprimary_key: [id]"), "");
  ASSERT_EQ(failure("write_mode: upsert\nprimary_key: [id]"), "");
  EXPECT_EQ(rows("SELECT * FROM t"), "1|a\n");
}

TEST_P(MysqlWriterModes, UpsertTreatsDuplicatesAsTold) {
  server().run(
      {"CREATE TABLE t (id VARCHAR(9) PRIMARY KEY, v INT)", "INSERT INTO t VALUES ('a', 0)"});
  make_relation("SELECT * FROM (VALUES ('A', 1), ('b', 2), ('a', 3)) AS rows(id, v)");
  EXPECT_THAT(failure("write_mode: upsert\nprimary_key: [id]"),
              AllOf(HasSubstr("mysql.constraint_failed"), HasSubstr("same key"), HasSubstr("'a'")));
  EXPECT_EQ(rows("SELECT * FROM t"), "a|0\n");
  const auto result = write("write_mode: upsert\nprimary_key: [id]\non_duplicate_key: last");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_in, 3);
  EXPECT_EQ(result->rows_out, 2);
  EXPECT_EQ(result->rows_deduplicated, 1);
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "a|3\nb|2\n");
}

TEST_P(MysqlWriterModes, UpsertWritesTheSpellingOfAKey) {
  server().run({"CREATE TABLE t (id VARCHAR(9) PRIMARY KEY)", "INSERT INTO t VALUES ('a')"});
  make_relation("SELECT 'A' AS id");
  ASSERT_EQ(failure("write_mode: upsert\nprimary_key: [id]"), "");
  EXPECT_EQ(rows("SELECT id FROM t"), "A\n");
}

TEST_P(MysqlWriterModes, UpsertNeedsAKeyOfTheTable) {
  server().run(
      {"CREATE TABLE t (id INT PRIMARY KEY, mail VARCHAR(99), n INT, UNIQUE KEY (mail), "
       "UNIQUE KEY part (n, mail(3)))",
       "INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)"});
  make_relation("SELECT 3 AS id, 'a' AS mail, 5 AS n");
  EXPECT_THAT(failure("write_mode: upsert\nprimary_key: [n]"),
              AllOf(HasSubstr("mysql.no_unique_key"), HasSubstr("(id)")));
  EXPECT_THAT(failure("write_mode: upsert\nprimary_key: [n, mail]"),
              HasSubstr("mysql.no_unique_key"));
  EXPECT_THAT(failure("write_mode: upsert\nprimary_key: [id]"),
              AllOf(HasSubstr("mysql.constraint_failed: row 1 (id=3): "), HasSubstr("mail")))
      << "another unique key must not pick the row";
  EXPECT_EQ(rows("SELECT id, mail FROM t ORDER BY id"), "1|a\n2|b\n");
  make_relation("SELECT 'a' AS mail, 9 AS n, 1 AS id");
  EXPECT_EQ(failure("write_mode: upsert\nprimary_key: [mail]"), "");
  EXPECT_EQ(rows("SELECT n FROM t WHERE mail = 'a'"), "9\n");
  make_relation("SELECT NULL::VARCHAR AS mail, 9 AS n, 7 AS id");
  EXPECT_THAT(failure("write_mode: upsert\nprimary_key: [mail]"), HasSubstr("mysql.value_refused"));
}

TEST_P(MysqlWriterModes, UpsertRemovesWhatIsMissing) {
  server().run({"CREATE TABLE t (a INT, b INT, v INT, PRIMARY KEY (a, b))",
                "INSERT INTO t VALUES (1, 1, 0), (1, 2, 0), (2, 1, 0), (2, 2, 0)"});
  make_relation("SELECT 1 AS a, 1 AS b, 9 AS v UNION ALL SELECT 2, 2, 9 UNION ALL SELECT 3, 3, 9");
  const std::string options = "write_mode: upsert\nprimary_key: [b, a]\ndelete_missing: true\n";
  EXPECT_THAT(failure(options + "delete_percent_max: 49"),
              HasSubstr("mysql.delete_refused: 2 of the 4"));
  EXPECT_EQ(rows("SELECT SUM(v), COUNT(*) FROM t"), "0|4\n");
  ASSERT_EQ(failure(options), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY a"), "1|1|9\n2|2|9\n3|3|9\n");
  make_relation("SELECT 1 AS a, 1 AS b, 9 AS v WHERE false");
  EXPECT_THAT(failure(options + "delete_percent_max: 100"), HasSubstr("mysql.delete_refused"));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "3\n");
}

TEST_P(MysqlWriterModes, RemovesWhatDeadRunsLeft) {
  server().run({"CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)",
                "CREATE TABLE " + beside("new") + " (id INT)",
                "CREATE TABLE " + beside("old") + " (id INT)",
                "CREATE TABLE _osiris_new_0123456789abcdef_1 (id INT)"});
  make_relation("SELECT 2 AS id");
  ASSERT_EQ(failure("write_mode: replace"), "");
  EXPECT_EQ(tables(), "_osiris_new_0123456789abcdef_1\nt\n") << "that is another target's";
}

TEST_P(MysqlWriterModes, GivesATableItsNameBackThatDiedAmidARename) {
  server().run({"CREATE TABLE " + beside("old") + " (id INT)",
                "INSERT INTO " + beside("old") + " VALUES (1)",
                "CREATE TABLE " + beside("new") + " (id INT)",
                "INSERT INTO " + beside("new") + " VALUES (2)"});
  make_relation("SELECT 3 AS id");
  ASSERT_EQ(failure("write_mode: append"), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1\n3\n");
  EXPECT_EQ(tables(), "_osiris_loads\nt\n");
}

TEST_P(MysqlWriterModes, KeepsOutOfTheWayOfAnotherRun) {
  const auto other = server().client();
  const std::string lock = "osiris:" + sha256_hex(std::string("shop\0t", 6)).substr(0, 16);
  ASSERT_EQ(other->query_value("SELECT GET_LOCK('" + lock + "', 0)")->value(), "1");
  server().run({"CREATE TABLE t (id INT)", "CREATE TABLE " + beside("new") + " (id INT)"});
  make_relation("SELECT 2 AS id");
  const auto result = write("write_mode: replace");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "mysql.target_busy");
  EXPECT_TRUE(result.error().transient);
  EXPECT_THAT(result.error().message, HasSubstr(std::to_string(other->connection_id())));
  EXPECT_EQ(tables(), beside("new") + "\nt\n") << "what a living run made is its own";
}

}  // namespace
}  // namespace osiris::components
