#include "osiris/sdk/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Returns what is wrong with a file, one line each.
std::vector<std::string> problems_of(const char* yaml) {
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : ConnectionCatalog::parse(yaml, "c.yaml").second) {
    lines.push_back(to_line(diagnostic));
  }
  return lines;
}

TEST(ConnectionFile, MayBeEmptyInEveryPlace) {
  for (const char* yaml : {"", "# nothing\n", "version: 1\n", "connections:\n",
                           "connections: {mysql: }\n", "x-owner: me\nconnections: {mysql: {}}\n"}) {
    const auto [catalog, diagnostics] = ConnectionCatalog::parse(yaml, "c.yaml");
    EXPECT_TRUE(diagnostics.empty()) << yaml;
    EXPECT_TRUE(catalog.families().empty()) << yaml;
  }
}

TEST(ConnectionFile, ReportsEveryWrongShapeAndKeepsTheRest) {
  const char* yaml =
      "connection: {}\n"
      "connections:\n"
      "  mysql:\n"
      "    main: {host: a, default: true}\n"
      "    second: {host: b, default: true}\n"
      "    third: {host: c, default: yes please}\n"
      "    fourth: text\n"
      "    'fi fth': {host: d}\n"
      "  my.sql: {}\n"
      "  shop: [a]\n";
  const auto [catalog, diagnostics] = ConnectionCatalog::parse(yaml, "c.yaml");
  std::vector<std::string> places;
  for (const Diagnostic& diagnostic : diagnostics) {
    EXPECT_EQ(diagnostic.code, kConnectionFile.name);
    EXPECT_FALSE(diagnostic.hint.empty()) << diagnostic.message;
    places.push_back(std::to_string(diagnostic.where.line) + " " + diagnostic.location);
  }
  EXPECT_THAT(places, ElementsAre("1 connection", "5 connections.mysql.second.default",
                                  "6 connections.mysql.third.default", "7 connections.mysql.fourth",
                                  "8 connections.mysql.fi fth", "9 connections.my.sql",
                                  "10 connections.shop"));
  EXPECT_THAT(catalog.aliases("mysql"), ElementsAre("main", "second", "third"));
}

TEST(ConnectionFile, SaysWhatItExpects) {
  EXPECT_THAT(problems_of("- a\n"), ElementsAre(HasSubstr("must be a mapping")));
  EXPECT_THAT(problems_of("connections: [a]\n"), ElementsAre(HasSubstr("must map families")));
  EXPECT_THAT(problems_of("mysql: {main: {}}\n"),
              ElementsAre(HasSubstr("families stand under `connections:`")));
  EXPECT_THAT(problems_of("connections: {mysql: {host: db.local}}\n"),
              ElementsAre(HasSubstr("is an alias level missing")));
  EXPECT_THAT(problems_of("connections: {\n"), ElementsAre(HasSubstr("yaml.syntax")));
}

TEST(ConnectionFile, NeverShowsAValue) {
  for (const std::string& line :
       problems_of("connections: {mysql: {main: hunter2, b: [hunter2], c: hunter2}}\n")) {
    EXPECT_THAT(line, testing::Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace osiris::sdk
