#include "osiris/sdk/settings_mask.h"

#include "osiris/format/json.h"
#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

constexpr std::string_view kSpec = R"(
name: fake.reader
version: 1.0.0
modes: [read]
configSchema: {type: object, additionalProperties: false, properties: {}}
x-runtime: {connection: optional}
connectionSchema:
  type: object
  properties: {host: {type: string}, key: {type: string}, pin: {type: integer}, headers: {type: object}}
connectionSecrets: [/pin, /headers/X-Sign]
)";

std::string masked(const char* yaml) {
  const auto spec = Spec::parse(kSpec, "spec.yaml");
  EXPECT_TRUE(spec.has_value()) << spec.error().message;
  return to_json(mask_settings(*parse_yaml(yaml, "c.yaml").value, {&*spec}));
}

TEST(SettingsMask, HidesWhatTheSpecCallsSecret) {
  EXPECT_EQ(masked("{host: db, pin: 123456, headers: {X-Sign: abcdef, Accept: json}}"),
            R"({"host":"db","pin":"***","headers":{"X-Sign":"***","Accept":"json"}})");
  EXPECT_EQ(masked("{pin: null}"), R"({"pin":null})");
}

TEST(SettingsMask, HidesWhatSoundsSecretAndNothingElse) {
  EXPECT_EQ(masked("{db_password: hunter2, api_key: [k1, k2], proxy: {token: t0ken}}"),
            R"({"db_password":"***","api_key":["***","***"],"proxy":{"token":"***"}})");
  EXPECT_EQ(masked("{monkey: x, primary_key: id, token_url: u, compass: n, author: me}"),
            R"({"monkey":"x","primary_key":"id","token_url":"u","compass":"n","author":"me"})");
  // A declared field is what its spec says; the same word that no spec knows is a secret.
  EXPECT_EQ(masked("{key: id, token: t0ken}"), R"({"key":"id","token":"***"})");
}

TEST(SettingsMask, HidesPasswordsInsideTexts) {
  EXPECT_EQ(masked("{pg_dsn: 'postgres://app:s3cr3t@db:5432/shop?sslmode=require'}"),
            R"({"pg_dsn":"postgres://app:***@db:5432/shop?sslmode=require"})");
  EXPECT_EQ(masked("{sql_url: 'https://db/x?user=a&api_key=abcd&y=1'}"),
            R"({"sql_url":"https://db/x?user=a&api_key=***&y=1"})");
  EXPECT_EQ(masked("{dsn: \"host=db user=a password='a b' port=1\"}"),
            R"({"dsn":"host=db user=a password='***' port=1"})");
  EXPECT_EQ(masked("{url: 'https://db:8080/a@b', time: '10:30', query: 'a=b'}"),
            R"({"url":"https://db:8080/a@b","time":"10:30","query":"a=b"})");
}

TEST(SettingsMask, HidesASecretWhereverItStandsAgain) {
  EXPECT_EQ(masked("{password: s3cr3t, note: 'was s3cr3t once', peers: [s3cr3t]}"),
            R"({"password":"***","note":"was *** once","peers":["***"]})");
}

TEST(SettingsMask, KeepsTheNamesOfVariables) {
  EXPECT_EQ(masked("{host: '${HOST:-db}', password: '${PW}'}"),
            R"({"host":"${HOST:-db}","password":"${PW}"})");
  EXPECT_EQ(masked("{password: '${PW:-hunter2}', secret: 'a${PW}b'}"),
            R"({"password":"${PW:-***}","secret":"***${PW}***"})");
  EXPECT_EQ(masked("{password: 'a${b-c}d', api_key: 'x${Y}${z!}'}"),
            R"({"password":"***","api_key":"***${Y}***"})");
  EXPECT_EQ(masked("{dsn: 'mysql://u:${PW}@h', other: 'mysql://u:${PW:-hunter2}@h'}"),
            R"({"dsn":"mysql://u:${PW}@h","other":"mysql://u:***@h"})");
}

TEST(SettingsMask, HidesPasswordsOfEveryUrlOfAText) {
  EXPECT_EQ(mask_passwords("a://u:p@h,b://u:q@h"), "a://u:***@h,b://u:***@h");
  EXPECT_EQ(mask_passwords("a://u:p@w@h/x"), "a://u:***@h/x");
  EXPECT_EQ(mask_passwords("a://u@h password="), "a://u@h password=");
  EXPECT_EQ(mask_passwords("://"), "://");
}

}  // namespace
}  // namespace osiris::sdk
