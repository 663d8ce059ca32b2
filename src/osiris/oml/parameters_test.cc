#include "osiris/oml/parameters.h"

#include "osiris/format/json.h"
#include "osiris/format/yaml.h"
#include "osiris/oml/parameter_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::oml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Environment environment_of(std::string name, std::string value) {
  return Environment(std::map<std::string, std::string>{{std::move(name), std::move(value)}});
}

class ParametersTest : public testing::Test {
 protected:
  /// Resolves a document and returns its member `out` as JSON.
  std::string resolve(const std::string& yaml) {
    document_ = *parse_yaml(yaml, "p.yaml").value;
    outcome_ = resolve_parameters(document_, sources_, "p.yaml");
    const Value* out = document_.find("out");
    return out == nullptr ? "" : to_json(*out);
  }

  std::vector<std::string> reasons() const {
    std::vector<std::string> reasons;
    for (const Diagnostic& diagnostic : outcome_.diagnostics) {
      reasons.push_back(diagnostic.type);
    }
    return reasons;
  }

  std::string origin_of(const std::string& name) const {
    for (const ResolvedParameter& parameter : outcome_.parameters) {
      if (parameter.name == name) {
        return parameter.origin;
      }
    }
    return "none";
  }

  ParameterSources sources_;
  Value document_;
  ParameterOutcome outcome_;
};

TEST_F(ParametersTest, KeepsTheTypeOfAWholeReference) {
  EXPECT_EQ(
      resolve("params: {n: 10, b: true, l: [a, 1], m: {default: {a: 1}}, z: {default: null}}\n"
              "out: ['${params.n}', '${params.b}', '${params.l}', '${params.m}', "
              "'${params.z}', '${ params.n }']"),
      R"([10,true,["a",1],{"a":1},null,"${ params.n }"])");
  EXPECT_THAT(reasons(), ElementsAre());
}

TEST_F(ParametersTest, WritesValuesIntoTexts) {
  EXPECT_EQ(resolve("params: {n: 10, b: true, r: 1.5, s: x}\n"
                    "out: 'a ${params.n} ${params.b}/${params.r}${params.s} ${params.s'"),
            R"("a 10 true/1.5x ${params.s")");
}

TEST_F(ParametersTest, DoesNotLookAgainAtWhatItFilledIn) {
  sources_.command_line = {{"a", "${params.b}"}};
  EXPECT_EQ(resolve("params: {a: x, b: y}\nout: 'v ${params.a}'"), R"("v ${params.b}")");
}

TEST_F(ParametersTest, LeavesKeysAndOtherReferencesAlone) {
  EXPECT_EQ(resolve("params: {a: x}\nout: {'${params.a}': '${HOME} ${step.df} $a'}"),
            R"({"${params.a}":"${HOME} ${step.df} $a"})");
}

TEST_F(ParametersTest, TakesTheStrongestSource) {
  const std::string yaml =
      "params: {p: default}\nprofiles: {prod: {params: {p: profile}}}\nout: ${params.p}";
  EXPECT_EQ(resolve(yaml), R"("default")");
  EXPECT_EQ(origin_of("p"), "default");
  sources_.profile = "prod";
  EXPECT_EQ(resolve(yaml), R"("profile")");
  EXPECT_EQ(origin_of("p"), "profile prod");
  sources_.environment = environment_of("OSIRIS_PARAM_P", "environment");
  EXPECT_EQ(resolve(yaml), R"("environment")");
  EXPECT_EQ(origin_of("p"), "environment OSIRIS_PARAM_P");
  sources_.command_line = {{"p", "line"}};
  EXPECT_EQ(resolve(yaml), R"("line")");
  EXPECT_EQ(origin_of("p"), "command line");
}

TEST_F(ParametersTest, FindsVariablesOfNamesWithSigns) {
  sources_.environment = environment_of("OSIRIS_PARAM_MIN_ROWS_2", "5");
  EXPECT_EQ(resolve("out: ${params.min-rows.2}"), "5");
}

TEST_F(ParametersTest, GivesTextFromOutsideTheDeclaredType) {
  const std::string yaml =
      "params: {p: {type: string}, i: {type: integer}, n: {type: number}, "
      "b: {type: boolean}}\nout: ['${params.p}', '${params.i}', "
      "'${params.n}', '${params.b}']";
  sources_.command_line = {{"p", "10"}, {"i", "10"}, {"n", "2"}, {"b", "false"}};
  EXPECT_EQ(resolve(yaml), R"(["10",10,2,false])");
  EXPECT_THAT(reasons(), ElementsAre());
  sources_.command_line = {{"p", ""}, {"i", "1.5"}, {"n", "many"}, {"b", "yes"}};
  resolve(yaml);
  EXPECT_THAT(outcome_.diagnostics.size(), testing::Ge(3U));
  EXPECT_THAT(reasons(), testing::Each("invalid_parameter_value"));
}

TEST_F(ParametersTest, GivesTextFromOutsideTheTypeOfTheDefault) {
  const std::string yaml =
      "params: {s: '1', i: 1, r: 1.5, b: true, l: [a], m: {default: {a: 1}}}\n"
      "out: ['${params.s}', '${params.i}', '${params.r}', '${params.b}', "
      "'${params.l}', '${params.m}']";
  sources_.command_line = {{"s", "007"},  {"i", "-2"},     {"r", "3"},
                           {"b", "TRUE"}, {"l", "[1, b]"}, {"m", "{b: 2}"}};
  EXPECT_EQ(resolve(yaml), R"(["007",-2,3,true,[1,"b"],{"b":2}])");
  EXPECT_THAT(reasons(), ElementsAre());
  sources_.command_line = {{"i", "1.5"}, {"l", "a"}, {"m", "[a"}};
  resolve(yaml);
  EXPECT_EQ(outcome_.diagnostics.size(), 3U);
}

TEST_F(ParametersTest, ReadsUndeclaredTextLikePlainYaml) {
  sources_.command_line = {{"a", "10"}, {"b", "007"}, {"c", "true"}, {"d", ""}, {"e", "1e3"}};
  EXPECT_EQ(resolve("out: ['${params.a}', '${params.b}', '${params.c}', '${params.d}', "
                    "'${params.e}']"),
            R"([10,"007",true,"",1000.0])");
}

TEST_F(ParametersTest, ChecksValuesFromEverySource) {
  const std::string yaml =
      "params:\n"
      "  n: {type: integer, min: 1, max: 10, default: 5, description: how many}\n"
      "  e: {enum: [a, b], default: a}\n"
      "  t: {pattern: '^[a-z]+$', default: abc}\n"
      "profiles: {prod: {params: {n: 11}}}\n";
  resolve(yaml);
  EXPECT_THAT(reasons(), ElementsAre());
  sources_.profile = "prod";
  sources_.command_line = {{"e", "c"}};
  sources_.environment = environment_of("OSIRIS_PARAM_T", "ABC");
  resolve(yaml);
  EXPECT_THAT(reasons(), ElementsAre("invalid_parameter_value", "invalid_parameter_value",
                                     "invalid_parameter_value"));
  EXPECT_THAT(outcome_.diagnostics[0].message, HasSubstr("from command line"));
  EXPECT_THAT(outcome_.diagnostics[1].message, HasSubstr("from environment OSIRIS_PARAM_T"));
  EXPECT_EQ(outcome_.diagnostics[2].location, "profiles.prod.params.n");
}

TEST_F(ParametersTest, ListsWhatTheDocumentUsesOrDeclaresOnly) {
  sources_.environment = Environment(
      std::map<std::string, std::string>{{"OSIRIS_PARAM_OTHER", "1"}, {"OSIRIS_PARAM_USED", "2"}});
  resolve("params: {declared: 1, empty: }\nout: ${params.used}");
  std::vector<std::string> names;
  for (const ResolvedParameter& parameter : outcome_.parameters) {
    names.push_back(parameter.name);
  }
  EXPECT_THAT(names, ElementsAre("declared", "used"));
}

TEST_F(ParametersTest, PointsFindingsAboutAFilledInListAtTheReference) {
  resolve("params: {l: [a]}\nout:\n  deep: ${params.l}");
  const Value& list = *document_.find("out")->find("deep");
  EXPECT_EQ(list.mark.line, 3);
  EXPECT_EQ(list.items()[0].mark.line, 3);
}

TEST_F(ParametersTest, ReportsEveryUnresolvedReferenceInItsPlace) {
  resolve("out: ['${params.a}', {k: 'x ${params.b} ${params.c}'}]\nparams: {b: }");
  EXPECT_THAT(reasons(),
              ElementsAre("unresolved_parameter", "unresolved_parameter", "unresolved_parameter"));
  EXPECT_EQ(outcome_.diagnostics[0].location, "out[0]");
  EXPECT_EQ(outcome_.diagnostics[1].location, "out[1].k");
}

TEST_F(ParametersTest, NeverKeepsOrShowsASecret) {
  sources_.command_line = {{"db_password", "hunter2"}};
  EXPECT_EQ(resolve("params: {db_password: {type: integer}}\nout: ${params.db_password}"),
            R"("***")");
  EXPECT_THAT(reasons(), testing::Contains("inline_secret"));
  for (const Diagnostic& diagnostic : outcome_.diagnostics) {
    EXPECT_THAT(to_line(diagnostic), testing::Not(HasSubstr("hunter2")));
  }
  EXPECT_EQ(to_json(outcome_.parameters[0].value), R"("***")");
}

TEST(ParameterVariable, IsUpperCaseWithUnderscores) {
  EXPECT_EQ(parameter_variable("min-rows.x_1"), "OSIRIS_PARAM_MIN_ROWS_X_1");
}

TEST(OffsetBeforeParameters, FollowsTextsAroundTheValues) {
  const std::string text = "a ${params.x} b ${params.yy} c";  // "a 12 b long c" filled in.
  const std::vector<ResolvedParameter> parameters = {{"x", Value(12), ""},
                                                     {"yy", Value("long"), ""}};
  const auto word_at = [&](std::size_t offset) {
    return text.substr(offset_before_parameters(text, parameters, offset), 4);
  };
  EXPECT_EQ(word_at(0), "a ${");
  EXPECT_EQ(word_at(2), "${pa");
  EXPECT_EQ(word_at(3), "${pa") << "inside of the value";
  EXPECT_EQ(word_at(5), "b ${");
  EXPECT_EQ(word_at(8), "${pa");
  EXPECT_EQ(word_at(12), "c");
  EXPECT_EQ(offset_before_parameters(text, parameters, 99), text.size());
}

}  // namespace
}  // namespace osiris::oml
