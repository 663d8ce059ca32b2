#include "osiris/sdk/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kFile = R"(
connections:
  mysql:
    main:
      default: true
      host: db.local
      port: ${PORT}
      ssl: ${SSL:-true}
      user: app_${ENV_NAME}
      password: ${PASSWORD}
      options: {charset: "${CHARSET:-utf8}", tags: ["${ENV_NAME}", fixed]}
    replica: {host: replica.local}
  shop:
    default: {url: a}
    other: {url: b}
  files:
    only: {base_dir: data}
  api:
    one: {key: a}
    two: {key: b}
)";

ConnectionCatalog catalog() { return ConnectionCatalog::parse(kFile, "c.yaml").first; }

ConnectionRef ref(std::string family, std::string alias) {
  return {.family = std::move(family), .alias = std::move(alias)};
}

TEST(ConnectionRef, IsReadAndWritten) {
  const auto main = parse_connection_ref("@mysql.main");
  ASSERT_TRUE(main.has_value());
  EXPECT_EQ(main->family, "mysql");
  EXPECT_EQ(main->alias, "main");
  EXPECT_EQ(main->to_text(), "@mysql.main");
  EXPECT_EQ(parse_connection_ref("@mysql.eu.main")->alias, "eu.main");
  EXPECT_EQ(parse_connection_ref("@mysql")->alias, "");
  EXPECT_EQ(parse_connection_ref("@mysql")->to_text(), "@mysql");
  for (const char* text : {"", "mysql.main", "@", "@.main", "@mysql.", "@my sql.main", "@mysql.a b",
                           "@mysql.ma\nin"}) {
    const auto refused = parse_connection_ref(text);
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_TRUE(refused.error().is(kConnectionInvalid));
  }
}

TEST(ConnectionRef, DoesNotShowAPasswordThatStandsInItsPlace) {
  for (const char* text : {"mysql://root:hunter2@db.local/shop", "@mysql:hunter2", "hunter2!"}) {
    EXPECT_THAT(parse_connection_ref(text).error().message, testing::Not(HasSubstr("hunter2")));
  }
}

TEST(ConnectionCatalog, FindsTheDefaultOfAFamily) {
  EXPECT_EQ(catalog().find(ref("mysql", ""))->alias, "main") << "marked";
  EXPECT_EQ(catalog().find(ref("shop", ""))->alias, "default") << "named so";
  EXPECT_EQ(catalog().find(ref("files", ""))->alias, "only") << "no other";
  const auto none = catalog().find(ref("api", ""));
  ASSERT_FALSE(none.has_value());
  EXPECT_TRUE(none.error().is(kConnectionUnknown));
  EXPECT_THAT(none.error().hint, HasSubstr("one, two"));
}

TEST(ConnectionCatalog, NamesWhatCouldBeMeant) {
  const auto alias = catalog().find(ref("mysql", "mian"));
  ASSERT_FALSE(alias.has_value());
  EXPECT_EQ(alias.error().hint, "did you mean 'main'?");
  EXPECT_EQ(catalog().find(ref("mysql", "warehouse")).error().hint,
            "aliases of mysql: main, replica");
  EXPECT_EQ(catalog().find(ref("mysqll", "main")).error().hint, "did you mean 'mysql'?");
  EXPECT_THAT(ConnectionCatalog().find(ref("mysql", "main")).error().hint,
              HasSubstr("in $OSIRIS_HOME, in the project's folder or above it"));
}

TEST(ConnectionCatalog, ListsFamiliesAndAliases) {
  EXPECT_THAT(catalog().families(), ElementsAre("api", "files", "mysql", "shop"));
  EXPECT_THAT(catalog().aliases("mysql"), ElementsAre("main", "replica"));
  EXPECT_TRUE(catalog().aliases("oracle").empty());
  EXPECT_EQ(catalog().raw(ref("mysql", "main"))->text_or("password", ""), "${PASSWORD}");
  EXPECT_EQ(catalog().raw(ref("mysql", "nobody")), nullptr);
  EXPECT_EQ(catalog().raw(ref("nobody", "main")), nullptr);
}

TEST(ConnectionCatalog, FillsInTheEnvironment) {
  const Environment environment(
      {{"PORT", "3306"}, {"ENV_NAME", "prod"}, {"PASSWORD", "1e5"}, {"CHARSET", ""}});
  const auto settings = catalog().resolve(ref("mysql", ""), environment);
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->ref.to_text(), "@mysql.main");
  EXPECT_EQ(settings->values.find("default"), nullptr);
  EXPECT_EQ(settings->values.find("port")->as_int(), 3306);
  EXPECT_EQ(settings->text("port"), "3306");
  EXPECT_TRUE(settings->values.find("ssl")->as_bool()) << "fallback, typed";
  EXPECT_EQ(settings->text("ssl"), "true");
  EXPECT_EQ(settings->text("user"), "app_prod");
  EXPECT_EQ(settings->text("password"), "1e5") << "a password is never rewritten as a number";
  EXPECT_EQ(settings->values.find("options")->text_or("charset", ""), "utf8")
      << "an empty variable counts as unset";
  EXPECT_EQ(settings->values.find("options")->find("tags")->items()[0].as_string(), "prod");
  EXPECT_EQ(settings->text("absent"), "");
  EXPECT_THAT(settings->from_env, ElementsAre("3306", "prod", "1e5", "prod"));
}

TEST(ConnectionCatalog, SaysWhichVariableIsUnset) {
  const Environment environment({{"PORT", "3306"}, {"ENV_NAME", "x"}, {"PASSWORD", ""}});
  const auto settings = catalog().resolve(ref("mysql", "main"), environment);
  ASSERT_FALSE(settings.has_value());
  EXPECT_TRUE(settings.error().is(kEnvironmentUnset));
  EXPECT_THAT(settings.error().message, HasSubstr("'PASSWORD'"));
  EXPECT_THAT(settings.error().message, HasSubstr("'password'"));
  EXPECT_THAT(settings.error().message, HasSubstr("@mysql.main"));
}

TEST(ConnectionCatalog, LeavesWhatOnlyLooksLikeAReference) {
  const auto [odd, diagnostics] =
      ConnectionCatalog::parse("connections: {a: {b: {x: 'pa$${', y: '$HOME', z: '{a}'}}}", "c");
  EXPECT_TRUE(diagnostics.empty());
  const auto settings = odd.resolve(ref("a", "b"), Environment());
  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->text("x"), "pa$${");
  EXPECT_EQ(settings->text("y"), "$HOME");
  EXPECT_EQ(settings->text("z"), "{a}");
}

}  // namespace
}  // namespace osiris::sdk
