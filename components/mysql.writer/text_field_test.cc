// Which text a text, a label, JSON or bytes become; types_test.cc holds what servers make of it.

#include "components/mysql.writer/field_fixture.h"

namespace osiris::components::mysql {
namespace {

class TextField : public FieldTest {
 protected:
  std::string text(const std::string& value_sql, const TargetColumn& target) {
    return written(text_field, value_sql, target);
  }
  static TargetColumn labelled(ColumnKind kind) {
    TargetColumn column = target(kind);
    column.labels = {"a", "b", "it's"};
    return column;
  }
  const TargetColumn free_ = target(ColumnKind::kText);
  const TargetColumn json_ = target(ColumnKind::kJson);
};

TEST_F(TextField, EscapesWhatEndsAFieldOrALine) {
  EXPECT_EQ(text("'tab\tline\nback\\slash ''quote'''", free_),
            "tab\\tline\\nback\\\\slash \\'quote\\'");
  EXPECT_EQ(text("'\\N'", free_), "\\\\N") << "this is text, not NULL";
  EXPECT_EQ(text("''", free_), "");
  EXPECT_EQ(text("'a' || chr(0) || chr(13)", free_), std::string("a\0\r", 3));
  EXPECT_EQ(text("'😀'", free_), "😀");
}

TEST_F(TextField, NoticesBlanksThatAPaddedColumnCutsOff) {
  TargetColumn padded = free_;
  padded.is_padded = true;
  EXPECT_EQ(text("'ab '", padded), "ab  inexact");
  EXPECT_EQ(text("' ab'", padded), " ab");
  EXPECT_EQ(text("'ab '", free_), "ab ");
}

TEST_F(TextField, WritesOtherTypesAsTheirText) {
  EXPECT_EQ(text("42", free_), "42");
  EXPECT_EQ(text("DATE '2026-01-31'", free_), "2026-01-31");
  EXPECT_EQ(text("[1, NULL]", free_), "[1,null]");
  EXPECT_EQ(text("['it''s']", free_), "[\"it\\'s\"]");
  EXPECT_EQ(text("'0101'::BIT", free_), "0101");
  EXPECT_EQ(text("'abc'::BLOB", free_), "abc");
  EXPECT_EQ(text("'\\xFF'::BLOB", free_), "refused") << "no text has this byte";
}

TEST_F(TextField, TakesLabelsSpelledExactlySo) {
  const TargetColumn one = labelled(ColumnKind::kEnum);
  EXPECT_EQ(text("'b'", one), "b");
  EXPECT_EQ(text("'it''s'", one), "it\\'s");
  EXPECT_EQ(text("'b'::ENUM('a', 'b')", one), "b");
  EXPECT_EQ(text("'B'", one), "refused");
  EXPECT_EQ(text("'1'", one), "refused") << "the server would take it for the first label";
  EXPECT_EQ(text("''", one), "refused");
  EXPECT_EQ(text("1", one), "none");
}

TEST_F(TextField, TakesSetsOfLabels) {
  const TargetColumn some = labelled(ColumnKind::kSet);
  EXPECT_EQ(text("''", some), "");
  EXPECT_EQ(text("'a'", some), "a");
  EXPECT_EQ(text("'b,a'", some), "b,a");
  EXPECT_EQ(text("'a,d'", some), "refused");
  EXPECT_EQ(text("'a,'", some), "refused");
  EXPECT_EQ(text("',a'", some), "refused");
  EXPECT_EQ(text("'3'", some), "refused");
}

TEST_F(TextField, WritesJson) {
  EXPECT_EQ(text("'[1, \"a\"]'::JSON", json_), "[1, \"a\"]");
  EXPECT_EQ(text("{'a': 1.5::DECIMAL(3,1), 'b': NULL}", json_), "{\"a\":1.5,\"b\":null}");
  EXPECT_EQ(text("{'a': 'x\ny'}", json_), "{\"a\":\"x\\\\u000ay\"}");
  EXPECT_EQ(text("true", json_), "true");
  EXPECT_EQ(text("0.5::DOUBLE", json_), "0.5");
  EXPECT_EQ(text("'nan'::DOUBLE", json_), "unfit");
  EXPECT_EQ(text("'inf'::FLOAT", json_), "unfit");
  EXPECT_EQ(text("'\\x00'::BLOB", json_), "none");
}

TEST_F(TextField, WritesBytesInHex) {
  TargetColumn bytes = target(ColumnKind::kBinary);
  bytes.length = 2;
  EXPECT_EQ(text("'\\x00\\x0A\\xFF'::BLOB", bytes), "000aff");
  EXPECT_EQ(text("'é'", bytes), "c3a9");
  EXPECT_EQ(text("''::BLOB", bytes), "");
  EXPECT_EQ(text("1", bytes), "none");
  bytes.is_padded = true;
  EXPECT_EQ(text("'\\x01'::BLOB", bytes), "01 inexact") << "it is filled up with zeros";
  EXPECT_EQ(text("'\\x01\\x00'::BLOB", bytes), "0100");
  EXPECT_EQ(text("'\\x01'::BLOB", target(ColumnKind::kGeometry)), "01");
  EXPECT_EQ(text("'POINT(1 2)'", target(ColumnKind::kGeometry)), "none");
}

TEST_F(TextField, WritesUuidsAsTextOrAsSixteenBytes) {
  const std::string uuid = "'00112233-4455-6677-8899-aabbccddeeff'::UUID";
  EXPECT_EQ(text(uuid, target(ColumnKind::kUuid)), "00112233-4455-6677-8899-aabbccddeeff");
  TargetColumn bytes = target(ColumnKind::kBinary);
  bytes.length = 16;
  EXPECT_EQ(text(uuid, bytes), "00112233445566778899aabbccddeeff");
  bytes.length = 15;
  EXPECT_EQ(text(uuid, bytes), "none");
}

TEST_F(TextField, LeavesOtherColumnsToOthers) {
  EXPECT_EQ(text("'1'", target(ColumnKind::kInteger)), "none");
  EXPECT_EQ(text("'2026-01-01'", target(ColumnKind::kDate)), "none");
}

}  // namespace
}  // namespace osiris::components::mysql
