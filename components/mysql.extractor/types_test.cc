// Every type, on both servers: cases/types.cases.

#include "components/mysql.extractor/test_extraction.h"
#include "osiris/base/text.h"

#include <fstream>

namespace osiris::components::mysql {
namespace {

/// One declaration with its values.
struct TypeCase {
  int line = 0;
  std::string declaration;
  std::string type;
  std::string server;  ///< Empty: both.
  std::string options;
  std::vector<std::string> values;
  std::string rows;
};

/// Joins lines until quotes are closed.
std::string read_value(std::istream& file, std::string line, int& number) {
  std::string more;
  while (std::count(line.begin(), line.end(), '\'') % 2 != 0 && std::getline(file, more)) {
    line += "\n" + more;
    ++number;
  }
  return line;
}

void add_value(TypeCase& type_case, const std::string& line) {
  const std::size_t arrow = line.find(" ->");
  const std::string value = line.substr(0, arrow);
  std::string arrives = arrow == std::string::npos
                            ? (value.front() == '\'' ? value.substr(1, value.size() - 2) : value)
                            : std::string(trim(line.substr(arrow + 3)));
  type_case.values.push_back(value);
  type_case.rows += (arrives == "NULL" && value != "'NULL'" ? "~" : arrives) + "\n";
}

std::vector<TypeCase> read_cases() {
  std::ifstream file(source_folder() / "components/mysql.extractor/cases/types.cases");
  std::vector<TypeCase> cases;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (line.front() != '[') {
      add_value(cases.back(), read_value(file, line, number));
      continue;
    }
    const std::size_t end = line.find("] ");
    std::vector<std::string> parts = split(line.substr(end + 2), ';');
    parts.resize(3);
    cases.push_back({.line = number,
                     .declaration = line.substr(1, end - 1),
                     .type = std::string(trim(parts[0])),
                     .server = std::string(trim(parts[1])),
                     .options = std::string(trim(parts[2])),
                     .values = {},
                     .rows = ""});
  }
  return cases;
}

class MysqlTypes : public ExtractionTest {
 protected:
  void check(const TypeCase& type_case) {
    SCOPED_TRACE("types.cases:" + std::to_string(type_case.line) + ": " + type_case.declaration);
    std::vector<std::string> statements{
        "SET sql_mode = 'ALLOW_INVALID_DATES'", "DROP TABLE IF EXISTS types",
        "CREATE TABLE types (id INT AUTO_INCREMENT PRIMARY KEY, v " + type_case.declaration + ")"};
    for (const std::string& value : type_case.values) {
      statements.push_back("INSERT INTO types (v) VALUES (" + value + ")");
    }
    statements.emplace_back("INSERT INTO types (v) VALUES (NULL)");
    server().run(statements);
    const auto result =
        run_step(component_, "{table: types, columns: [v], " + type_case.options + "}");
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_EQ(columns_of("step"), "v " + type_case.type);
    EXPECT_EQ(rows_of("SELECT v FROM step"), type_case.rows + "~\n");
    EXPECT_EQ(result->rows_in, result->rows_out);
  }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlTypes, kBothServers,
                         [](const auto& param) { return param.param; });

TEST_P(MysqlTypes, ArriveAsTheyAre) {
  const std::vector<TypeCase> cases = read_cases();
  ASSERT_GT(cases.size(), 70U);
  for (const TypeCase& type_case : cases) {
    if (type_case.server.empty() || type_case.server == GetParam()) {
      check(type_case);
    }
  }
}

}  // namespace
}  // namespace osiris::components::mysql
