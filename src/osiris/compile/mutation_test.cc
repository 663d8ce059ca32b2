// Changes every part of every input of the compiler, one at a time: the hash moves if and only if
// the part means something.

#include "osiris/base/sha256.h"
#include "osiris/compile/compiler.h"
#include "osiris/compile/engine.h"
#include "osiris/format/json.h"
#include "osiris/format/yaml.h"
#include "osiris/oml/fixture_components.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <functional>
#include <map>

namespace osiris::compile {
namespace {

constexpr std::string_view kDocument = R"(oml_version: "0.1.0"   # the language
name: copy-users
description: Copies users.
metadata: {owner: data, hours: 4, share: 0.5, tags: [a, b], active: true, none: ~}
x-note: [free, {deep: 1}]
params:
  file: users
  limit: {type: integer, minimum: 1, maximum: 100, default: 10}
  header: {type: boolean, default: true}
  columns: [id, name]
profiles:
  prod: {params: {limit: 20, file: all}}
  test: {params: {file: few}}
steps:
  - id: extract
    component: files.reader
    mode: read
    needs: []
    description: Reads.
    retry: {max_attempts: 3, delay_seconds: 0.5, backoff: 1.5, max_delay_seconds: 10}
    timeout: 90s
    x-owner: me
    config:
      path: data/${params.file}.csv
      limit: ${params.limit}
      header: ${params.header}
      columns: ${params.columns}
      types: {id: integer, name: text}
      ratio: 0.25
  - id: orders
    component: db.table
    mode: read
    needs: []
    config: {connection: "@db.main", query: SELECT * FROM orders, batch_size: 500}
  - id: shape
    component: sql.transform
    needs: [orders, extract]
    inputs: {users: "@extract", bought: "@orders"}
    config:
      query: |
        SELECT id, name
        FROM users
  - id: out
    component: db.table
    mode: write
    config: {connection: "@db.staging", table: copy}
)";

/// What a compilation gave: the manifest's bytes, or nothing if the input was refused.
struct Compiled {
  std::string bytes;
  std::string hash;
  bool is_refused() const { return bytes.empty(); }
};

class MutationTest : public testing::Test {
 protected:
  Compiled compile(std::string_view text, const sdk::Registry& registry) const {
    const auto outcome = compile_pipeline(
        text, registry, {.file = file_, .parameters = parameters_, .connections = &catalog_});
    if (!outcome.manifest.has_value()) {
      return {};
    }
    return {to_yaml(outcome.manifest->to_value()), outcome.manifest->hash};
  }

  Compiled compile(std::string_view text = kDocument) const { return compile(text, registry_); }
  Compiled compile_value(const Value& document) const { return compile(to_yaml(document)); }

  /// Holds a changed document against what it was: another hash than every document before it.
  /// Returns whether it was accepted.
  bool expect_moved(const Value& document, const std::string& what) {
    const Compiled changed = compile_value(document);
    if (!changed.is_refused()) {
      const auto [place, is_new] = hashes_.emplace(changed.hash, what);
      EXPECT_TRUE(is_new) << what << " gives the hash of " << place->second;
    }
    return !changed.is_refused();
  }

  std::string file_ = "pipeline.yaml";
  oml::ParameterSources parameters_;
  sdk::Registry registry_{oml::fixture_components()};
  sdk::ConnectionCatalog catalog_ =
      sdk::ConnectionCatalog::parse(oml::kFixtureConnections, "c.yaml").first;
  std::map<std::string, std::string> hashes_;  ///< With what was changed.
};

Value read(std::string_view yaml) {
  YamlDocument document = parse_yaml(yaml, "test.yaml");
  EXPECT_FALSE(has_errors(document.diagnostics)) << yaml;
  return document.value.value_or(Value());
}

/// Calls `act` for every value below and including `value`, children last, with its place.
void visit(Value& value, const std::string& place,
           const std::function<void(Value&, const std::string&)>& act) {
  act(value, place);
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      visit(value.items()[i], place + "[" + std::to_string(i) + "]", act);
    }
  } else if (value.is_object()) {
    for (Member& member : value.members()) {
      visit(member.value, place + "." + member.key, act);
    }
  }
}

/// Returns other values that could stand in a scalar's place, the likeliest to be accepted first.
std::vector<Value> others_for(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return {Value("something")};
    case Value::Kind::kBool:
      return {Value(!value.as_bool())};
    case Value::Kind::kInt:
    case Value::Kind::kUint:
      return {Value(value.as_int() + 1)};
    case Value::Kind::kDouble:
      return {Value(value.as_double() + 0.125)};
    default:
      return {Value(value.as_string() + "1"),
              Value("1" + value.as_string()),
              Value("91s"),
              Value("write"),
              Value("read"),
              Value("@db"),
              Value("number"),
              Value("orders"),
              Value("@orders"),
              Value(7),
              Value(false),
              Value(Value::Array{"id"})};
  }
}

bool is_scalar(const Value& value) { return !value.is_array() && !value.is_object(); }

TEST_F(MutationTest, EveryScalarMovesTheHashOrIsRefused) {
  Value document = read(kDocument);
  ASSERT_TRUE(expect_moved(document, "nothing"));
  int scalars = 0;
  std::vector<std::string> refused;
  visit(document, "", [&](Value& value, const std::string& place) {
    if (!is_scalar(value)) {
      return;
    }
    ++scalars;
    const Value before = value;
    bool is_accepted = false;
    for (const Value& other : others_for(before)) {
      if (!is_accepted && other != before) {
        value = other;
        is_accepted = expect_moved(document, place);
      }
    }
    value = before;
    if (!is_accepted) {
      refused.push_back(place);
    }
  });
  EXPECT_EQ(scalars, 59);
  // The version has one value, no other component takes these options, and ids are referred to.
  const std::vector<std::string> one_of_a_kind{
      ".oml_version",        ".params.header.type",     ".steps[0].id",
      ".steps[0].component", ".steps[0].mode",          ".steps[1].id",
      ".steps[1].component", ".steps[1].mode",          ".steps[2].component",
      ".steps[2].needs[0]",  ".steps[2].inputs.bought", ".steps[3].component"};
  EXPECT_EQ(refused, one_of_a_kind);
}

TEST_F(MutationTest, EveryKeyMovesTheHashOrIsRefused) {
  Value document = read(kDocument);
  ASSERT_TRUE(expect_moved(document, "nothing"));
  int accepted = 0;
  visit(document, "", [&](Value& value, const std::string& place) {
    if (!value.is_object()) {
      return;
    }
    const Value before = value;
    for (std::size_t i = 0; i < before.members().size(); ++i) {
      const std::string& key = before.members()[i].key;
      value.members()[i].key = key + "1";
      accepted += expect_moved(document, place + "." + key + " renamed") ? 1 : 0;
      value = before;
      value.erase(key);
      accepted += expect_moved(document, place + "." + key + " left out") ? 1 : 0;
      value = before;
    }
    value.set("x-new", 1);
    accepted += expect_moved(document, place + " with a key more") ? 1 : 0;
    value = before;
  });
  EXPECT_GE(accepted, 60);
}

TEST_F(MutationTest, EveryOrderOfAListMovesTheHashOrIsRefused) {
  Value document = read(kDocument);
  ASSERT_TRUE(expect_moved(document, "nothing"));
  int accepted = 0;
  visit(document, "", [&](Value& value, const std::string& place) {
    for (std::size_t i = 1; value.is_array() && i < value.items().size(); ++i) {
      std::swap(value.items()[i - 1], value.items()[i]);
      accepted += expect_moved(document, place + " swapped") ? 1 : 0;
      std::swap(value.items()[i - 1], value.items()[i]);
    }
  });
  EXPECT_GE(accepted, 6);
}

TEST_F(MutationTest, NoOrderOfKeysChangesAByte) {
  Value document = read(kDocument);
  const std::string bytes = compile_value(document).bytes;
  int mappings = 0;
  visit(document, "", [&](Value& value, const std::string& place) {
    if (value.is_object() && value.members().size() > 1) {
      ++mappings;
      std::reverse(value.members().begin(), value.members().end());
      EXPECT_EQ(compile_value(document).bytes, bytes) << place;
      std::reverse(value.members().begin(), value.members().end());
    }
  });
  EXPECT_GE(mappings, 15);
}

TEST_F(MutationTest, NoWayOfWritingChangesAByte) {
  const std::string bytes = compile().bytes;
  ASSERT_FALSE(bytes.empty());
  EXPECT_EQ(compile_value(read(kDocument)).bytes, bytes) << "our own layout";
  EXPECT_EQ(compile(to_json(read(kDocument))).bytes, bytes) << "JSON";
  EXPECT_EQ(compile(to_pretty_json(read(kDocument))).bytes, bytes) << "JSON in lines";
  const std::size_t block_begin = kDocument.find("query: |");
  const std::size_t block_end = kDocument.find("  - id: out");
  for (std::size_t at = kDocument.find('\n'); at != std::string_view::npos;
       at = kDocument.find('\n', at + 1)) {
    if (at < block_begin || at > block_end) {
      std::string text(kDocument);
      text.insert(at, "  \n\n# a note");
      EXPECT_EQ(compile(text).bytes, bytes) << text.substr(0, at);
    }
  }
  file_ = "/elsewhere/other.yaml";
  EXPECT_EQ(compile().bytes, bytes) << "another place";
}

// why: what a byte means is told by the parser, which has its own tests; here, the compiler must
// neither lose a difference nor make one up.
TEST_F(MutationTest, EveryByteOfADocumentMovesTheHashIfItChangesTheContent) {
  const std::string content = to_canonical_json(read(kDocument));
  const Compiled first = compile();
  std::map<std::string, std::string> hashes{{content, first.hash}};
  int moved = 0;
  int kept = 0;
  for (std::size_t i = 0; i < kDocument.size(); ++i) {
    for (const char other : {'1', ' '}) {
      std::string text(kDocument);
      text[i] = other;
      const Compiled changed = compile(text);
      if (changed.is_refused()) {
        continue;
      }
      const std::string changed_content = to_canonical_json(read(text));
      const auto [place, is_new] = hashes.emplace(changed_content, changed.hash);
      EXPECT_EQ(place->second, changed.hash) << text;
      (changed_content == content ? kept : moved) += 1;
    }
  }
  std::vector<std::string> distinct;
  for (const auto& [changed_content, hash] : hashes) {
    distinct.push_back(hash);
  }
  std::sort(distinct.begin(), distinct.end());
  EXPECT_EQ(std::adjacent_find(distinct.begin(), distinct.end()), distinct.end());
  EXPECT_GE(moved, 400);
  EXPECT_GE(kept, 30);
}

TEST_F(MutationTest, EveryParameterFromEverySourceMovesTheHash) {
  const std::map<std::string, std::string> values{
      {"file", "other"}, {"limit", "55"}, {"header", "false"}, {"columns", "[id]"}};
  hashes_.emplace(compile().hash, "nothing");
  const auto expect_another = [this](const std::string& what) {
    EXPECT_TRUE(hashes_.emplace(compile().hash, what).second) << what;
  };
  for (const auto& [name, value] : values) {
    parameters_.command_line = {{name, value}};
    const std::string from_command_line = compile().bytes;
    expect_another(name);
    parameters_.command_line.clear();
    std::string variable = "OSIRIS_PARAM_" + name;
    std::transform(variable.begin(), variable.end(), variable.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    parameters_.environment = Environment(std::map<std::string, std::string>{{variable, value}});
    EXPECT_EQ(compile().bytes, from_command_line) << "where a value comes from is no content";
    parameters_.environment = Environment();
  }
  for (const char* profile : {"prod", "test"}) {
    parameters_.profile = profile;
    expect_another(profile);
  }
}

TEST_F(MutationTest, EveryByteOfASpecMovesTheHashIfItChangesTheContent) {
  const Compiled first = compile();
  const std::vector<sdk::Component> components = oml::fixture_components();
  for (std::size_t index = 0; index < components.size(); ++index) {
    const std::string spec(components[index].spec_yaml);
    const bool is_used = components[index].name != "files.writer";
    const std::string content = to_canonical_json(read(spec));
    int moved = 0;
    for (std::size_t i = 0; i < spec.size(); ++i) {
      std::string changed_spec = spec;
      changed_spec[i] = changed_spec[i] == 'q' ? 'x' : 'q';
      std::vector<sdk::Component> changed = components;
      changed[index].spec_yaml = changed_spec;
      const Compiled compiled = compile(kDocument, sdk::Registry(changed));
      if (compiled.is_refused()) {
        EXPECT_TRUE(is_used) << "a spec that is not used is not looked at";
        continue;
      }
      const bool is_same = !is_used || to_canonical_json(read(changed_spec)) == content;
      EXPECT_EQ(compiled.hash == first.hash, is_same) << changed_spec;
      moved += is_same ? 0 : 1;
    }
    EXPECT_GE(moved, is_used ? 40 : 0) << components[index].name;
  }
}

TEST_F(MutationTest, EveryPartOfTheEngineMovesTheHash) {
  const auto outcome = compile_pipeline(
      kDocument, registry_, {.file = file_, .parameters = {}, .connections = &catalog_});
  ASSERT_TRUE(outcome.manifest.has_value());
  const auto fingerprint_of = [](const Value& identity) {
    return "sha256:" + sha256_hex(to_canonical_json(identity));
  };
  Value identity = engine_identity();
  EXPECT_EQ(outcome.manifest->fingerprints.engine, fingerprint_of(identity));
  for (Member& member : identity.members()) {
    const Value before = member.value;
    member.value = before.as_string() + "1";
    Manifest changed = *outcome.manifest;
    changed.fingerprints.engine = fingerprint_of(identity);
    EXPECT_NE(manifest_hash(changed), outcome.manifest->hash) << member.key;
    member.value = before;
  }
}

TEST_F(MutationTest, EveryScalarOfAManifestIsHeldByItsHash) {
  Value manifest = read(compile().bytes);
  ASSERT_TRUE(Manifest::from_value(manifest).has_value());
  int scalars = 0;
  visit(manifest, "", [&](Value& value, const std::string& place) {
    if (is_scalar(value)) {
      const Value before = value;
      value = others_for(before).front();
      EXPECT_FALSE(Manifest::from_value(manifest).has_value()) << place;
      value = before;
      ++scalars;
    }
  });
  EXPECT_GE(scalars, 60);
}

}  // namespace
}  // namespace osiris::compile
