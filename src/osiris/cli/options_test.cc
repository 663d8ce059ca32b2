#include "osiris/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

using Words = std::vector<std::string>;

Options parsed(const Words& words) {
  const ParsedCommand command = parse_command(words);
  EXPECT_FALSE(command.error.has_value()) << command.error->message;
  return command.options;
}

Error refused(const Words& words) {
  const ParsedCommand command = parse_command(words);
  EXPECT_TRUE(command.error.has_value());
  return command.error.value_or(Error());
}

TEST(Options, KnowsEveryVerb) {
  EXPECT_EQ(parsed({"init"}).verb, Verb::kInit);
  EXPECT_EQ(parsed({"validate", "a.yaml"}).verb, Verb::kValidate);
  EXPECT_EQ(parsed({"compile", "a.yaml"}).verb, Verb::kCompile);
  EXPECT_EQ(parsed({"run", "a.yaml"}).verb, Verb::kRun);
  EXPECT_EQ(parsed({"runs"}).verb, Verb::kRunsList);
  EXPECT_EQ(parsed({"runs", "list"}).verb, Verb::kRunsList);
  EXPECT_EQ(parsed({"runs", "show", "last"}).verb, Verb::kRunsShow);
  EXPECT_EQ(parsed({"data", "ls", "last"}).verb, Verb::kDataLs);
  EXPECT_EQ(parsed({"data", "show", "last", "r"}).verb, Verb::kDataShow);
  EXPECT_EQ(parsed({"data", "sql", "last", "SELECT 1"}).verb, Verb::kDataSql);
  EXPECT_EQ(parsed({"data", "export", "last", "r", "--out", "r.csv"}).verb, Verb::kDataExport);
  EXPECT_EQ(parsed({"logs", "show", "last"}).verb, Verb::kLogsShow);
  EXPECT_EQ(parsed({"logs", "tail", "last"}).verb, Verb::kLogsTail);
  EXPECT_EQ(parsed({"maintenance", "clean", "--keep", "1"}).verb, Verb::kMaintenanceClean);
  EXPECT_EQ(parsed({"state"}).verb, Verb::kStateList);
  EXPECT_EQ(parsed({"state", "ls"}).verb, Verb::kStateList);
  EXPECT_EQ(parsed({"state", "list"}).verb, Verb::kStateList);
  EXPECT_EQ(parsed({"state", "show", "orders"}).verb, Verb::kStateShow);
  EXPECT_EQ(parsed({"state", "reset", "orders"}).verb, Verb::kStateReset);
  EXPECT_EQ(parsed({"components"}).verb, Verb::kComponentsList);
  EXPECT_EQ(parsed({"components", "show", "x.y"}).verb, Verb::kComponentsShow);
  EXPECT_EQ(parsed({"connections"}).verb, Verb::kConnectionsList);
  EXPECT_EQ(parsed({"connections", "list"}).verb, Verb::kConnectionsList);
  EXPECT_EQ(parsed({"connections", "doctor"}).verb, Verb::kConnectionsDoctor);
  EXPECT_EQ(parsed({"discovery", "run", "@a.b"}).verb, Verb::kDiscoveryRun);
  EXPECT_EQ(parsed({"discovery", "run", "@a.b", "--samples", "3"}).samples, 3);
  EXPECT_THAT(parsed({"discovery", "run", "--table", "a", "@a.b", "--table", "b*"}).tables,
              testing::ElementsAre("a", "b*"));
  EXPECT_EQ(parsed({"doctor"}).verb, Verb::kDoctor);
  EXPECT_EQ(parsed({"completion", "zsh"}).verb, Verb::kCompletion);
  EXPECT_EQ(parsed({"man"}).verb, Verb::kMan);
  EXPECT_THAT(parsed({"__complete", "run", "--json"}).words, ElementsAre("run", "--json"));
  EXPECT_EQ(parsed({"__complete"}).verb, Verb::kComplete);
  EXPECT_EQ(parsed({"version"}).verb, Verb::kVersion);
  EXPECT_EQ(parsed({"--version"}).verb, Verb::kVersion);
}

TEST(Options, SaysWhichStatesAreMeant) {
  const Options options =
      parsed({"state", "reset", "orders", "--step", "load", "--profile", "prod", "--dry-run"});
  EXPECT_EQ(options.state.pipeline, "orders");
  EXPECT_EQ(options.state.step, "load");
  EXPECT_EQ(options.state.profile, "prod");
  EXPECT_TRUE(options.dry_run);
  EXPECT_FALSE(parsed({"state", "reset", "orders"}).dry_run);
  EXPECT_TRUE(parsed({"run", "a.yaml", "--full-refresh"}).full_refresh);
  EXPECT_FALSE(parsed({"run", "a.yaml"}).full_refresh);
  EXPECT_EQ(refused({"state", "show", "orders", "--dry-run"}).code, kUsageOption.name);
}

TEST(Options, KnowsOtherNamesOfValidate) {
  EXPECT_EQ(parsed({"check", "a.yaml"}).verb, Verb::kValidate);
  EXPECT_EQ(parsed({"lint", "a.yaml", "b.yaml"}).files.size(), 2U);
  const Options options = parsed({"oml", "validate", "a.yaml"});
  EXPECT_EQ(options.verb, Verb::kValidate);
  EXPECT_THAT(options.files, ElementsAre("a.yaml"));
}

TEST(Options, KnowsTheSchemaOfTheLanguage) {
  EXPECT_EQ(parsed({"oml", "schema"}).verb, Verb::kOmlSchema);
  EXPECT_EQ(parsed({"oml", "format", "a.yaml", "b.yaml"}).files.size(), 2U);
  EXPECT_TRUE(parsed({"oml", "fmt", "--check", "a.yaml"}).check_layout);
  EXPECT_EQ(parsed({"oml", "schema", "--out", "s.json"}).out_file, "s.json");
}

TEST(Options, TakesGlobalOptionsBeforeAndAfterTheVerb) {
  for (const Words& words : {Words{"--json", "-q", "--project", "p", "runs", "list"},
                             Words{"runs", "list", "--json", "-q", "--project", "p"},
                             Words{"runs", "--json", "list", "-q", "--project=p"}}) {
    const Options options = parsed(words);
    EXPECT_TRUE(options.json);
    EXPECT_TRUE(options.quiet);
    EXPECT_EQ(options.project, "p");
  }
}

TEST(Options, ReadsEverythingOfRun) {
  const Options options = parsed({"run", "--param", "a=1", "p.yaml", "--param", "b=x=y",
                                  "--profile", "prod", "--memory-limit", "512MB", "--threads", "3",
                                  "--on-failure", "finish_independent", "--progress", "json"});
  EXPECT_THAT(options.files, ElementsAre("p.yaml"));
  EXPECT_THAT(options.params, ElementsAre(Pair("a", "1"), Pair("b", "x=y")));
  EXPECT_EQ(options.profile, "prod");
  EXPECT_EQ(options.memory_limit_bytes, 512'000'000);
  EXPECT_EQ(options.threads, 3);
  EXPECT_TRUE(options.finish_independent);
  EXPECT_EQ(options.progress, ProgressStyle::kJson);
}

TEST(Options, TakesAConnectionByReferenceOrByItsParts) {
  EXPECT_EQ(parsed({"connections", "doctor", "@a.b"}).connection, "@a.b");
  EXPECT_EQ(parsed({"connections", "doctor", "--connection-id", "@a.b"}).connection, "@a.b");
  const Options options = parsed({"connections", "doctor", "--family", "a", "--alias", "b"});
  EXPECT_EQ(options.family, "a");
  EXPECT_EQ(options.alias, "b");
  EXPECT_TRUE(refused({"connections", "doctor", "@a.b", "--alias", "b"}).is(kUsageInvalid));
}

TEST(Options, TakesWarningsAsErrorsWherePipelinesAreRead) {
  for (const char* verb : {"validate", "compile", "run"}) {
    EXPECT_TRUE(parsed({verb, "p.yaml", "--warnings-as-errors"}).warnings_as_errors);
    EXPECT_FALSE(parsed({verb, "p.yaml"}).warnings_as_errors);
  }
}

TEST(Options, SaysBetweenWhichSizesTheMemoryLies) {
  for (const std::string text : {"1MB", "1025TiB", "99999999999TB"}) {
    EXPECT_THAT(refused({"run", "a.yaml", "--memory-limit", text}).message,
                HasSubstr("from 16MiB to 1024TiB"));
  }
  EXPECT_EQ(parsed({"run", "a.yaml", "--memory-limit", "1024TiB"}).memory_limit_bytes, 1LL << 50);
}

TEST(Options, DoesNotTakeARelationForAVerb) {
  EXPECT_EQ(parsed({"data", "show", "last", "run"}).relation, "run");
  EXPECT_EQ(parsed({"data", "show", "last", "show"}).relation, "show");
  EXPECT_THAT(parsed({"run", "version"}).files, ElementsAre("version"));
}

TEST(Options, ReadsQueriesAndLimits) {
  const Options options =
      parsed({"data", "sql", "last", "SELECT 1", "--format", "csv", "--limit", "7"});
  EXPECT_EQ(options.query, "SELECT 1");
  EXPECT_EQ(options.format, RowFormat::kCsv);
  EXPECT_EQ(options.limit, 7);
}

TEST(Options, ReadsWhichRunsAreListed) {
  const app::RunFilter filter =
      parsed({"runs", "list", "--status", "failed", "--pipeline", "shop", "--since", "2026-01-31"})
          .run_filter;
  EXPECT_EQ(filter.status, "failed");
  EXPECT_EQ(filter.pipeline, "shop");
  EXPECT_EQ(filter.begun_since, parse_day("2026-01-31"));
  EXPECT_EQ(filter.begun_within, std::nullopt);
  EXPECT_EQ(parsed({"runs", "list", "--since", "7d"}).run_filter.begun_within,
            std::chrono::days(7));
  EXPECT_THAT(refused({"runs", "list", "--since", "noon"}).hint, HasSubstr("7d"));
  EXPECT_TRUE(refused({"runs", "list", "--status", "odd"}).is(kUsageInvalid));
}

TEST(Options, ReadsWhichLinesOfWhichLog) {
  EXPECT_EQ(parsed({"logs", "show", "last"}).log.kind, app::LogKind::kText);
  EXPECT_EQ(parsed({"logs", "show", "last", "--metrics"}).log.kind, app::LogKind::kMetrics);
  const Options options = parsed({"logs", "tail", "-f", "last", "--events", "--step", "load"});
  EXPECT_TRUE(options.follow);
  EXPECT_EQ(options.session, "last");
  EXPECT_EQ(options.log.kind, app::LogKind::kEvents);
  EXPECT_EQ(options.log.step_id, "load");
  EXPECT_EQ(parsed({"logs", "show", "last", "--text", "--level", "ERROR"}).log.level, "ERROR");
  for (const Words& words :
       {Words{"--events", "--metrics"}, Words{"--text", "--events"}, Words{"--level", "LOUD"},
        Words{"--events", "--level", "INFO"}, Words{"-f", "--json"}}) {
    EXPECT_EQ(refused({"logs", "tail", "last", words[0], words[1]}).code, kUsageInvalid.name)
        << words[1];
  }
}

TEST(Options, ReadsWhichSessionsGo) {
  const Options options = parsed(
      {"maintenance", "clean", "--older-than", "30d", "--keep", "5", "--data-only", "--yes"});
  EXPECT_EQ(options.older_than, std::chrono::days(30));
  EXPECT_EQ(options.keep, 5);
  EXPECT_TRUE(options.data_only);
  EXPECT_TRUE(options.yes);
  EXPECT_THAT(refused({"maintenance", "clean", "--yes"}).hint, HasSubstr("--older-than 30d"));
}

TEST(Options, NamesTheNearestVerb) {
  const Error error = refused({"vlaidate", "a.yaml"});
  EXPECT_EQ(error.code, kUsageVerb.name);
  EXPECT_THAT(error.message, HasSubstr("'vlaidate'"));
  EXPECT_THAT(error.hint, HasSubstr("'validate'"));
  EXPECT_THAT(refused({"data", "shw", "last"}).hint, HasSubstr("'show'"));
  EXPECT_THAT(refused({"runs", "lst"}).message, HasSubstr("'runs lst'"));
  EXPECT_THAT(refused({"frobnicate"}).hint, HasSubstr("osiris help"));
}

TEST(Options, NamesTheNearestOption) {
  const Error error = refused({"run", "a.yaml", "--progres=json"});
  EXPECT_EQ(error.code, kUsageOption.name);
  EXPECT_THAT(error.message, HasSubstr("'--progres'"));
  EXPECT_THAT(error.hint, HasSubstr("'--progress'"));
  EXPECT_THAT(refused({"runs", "list", "--jsn"}).hint, HasSubstr("'--json'"));
  EXPECT_THAT(refused({"run", "a.yaml", "--zzzzzz"}).hint, HasSubstr("osiris help run"));
}

TEST(Options, TakesEverythingBehindTwoDashesForAnArgument) {
  const Options options = parsed({"data", "show", "--project", "p", "last", "--", "-odd"});
  EXPECT_EQ(options.relation, "-odd");
  EXPECT_EQ(options.project, "p");
  const Error behind = refused({"data", "show", "last", "--", "x", "--project", "p"});
  EXPECT_EQ(behind.code, kUsageInvalid.name);
  EXPECT_THAT(behind.message, HasSubstr("'--project'"));
  EXPECT_THAT(behind.hint, HasSubstr("in front"));
  const Error before = refused({"data", "show", "last", "--prject", "p", "--", "x"});
  EXPECT_EQ(before.code, kUsageOption.name);
  EXPECT_THAT(before.hint, HasSubstr("'--project'"));
  EXPECT_THAT(refused({"data", "show", "last", "--", "x", "y"}).message, HasSubstr("'y'"));
}

TEST(Options, RefusesWhatIsMissingOrMalformed) {
  for (const Words& words : {Words{"run"},
                             Words{"validate"},
                             Words{"run", "a", "b"},
                             Words{"data"},
                             Words{"oml"},
                             Words{"data", "show", "last"},
                             Words{"run", "a", "--param", "x"},
                             Words{"run", "a", "--param", "=x"},
                             Words{"run", "a", "--memory-limit", "lots"},
                             Words{"run", "a", "--memory-limit", "1MB"},
                             Words{"run", "a", "--threads", "-1"},
                             Words{"run", "a", "--progress", "loud"},
                             Words{"runs", "list", "--limit", "x"},
                             Words{"data", "export", "last", "r"},
                             Words{"maintenance"},
                             Words{"state", "show"},
                             Words{"state", "reset"},
                             Words{"run", "--resume", "last", "--full-refresh"},
                             Words{"completion"},
                             Words{"completion", "tcsh"},
                             Words{"discovery"},
                             Words{"discovery", "run"},
                             Words{"discovery", "run", "@a.b", "--samples", "101"},
                             Words{"maintenance", "clean", "--older-than", "30"},
                             Words{"maintenance", "clean", "--keep", "-1"}}) {
    EXPECT_EQ(refused(words).code, kUsageInvalid.name) << words.back();
  }
}

TEST(Options, RefusesAnEmptyValueInsteadOfLeavingTheOptionOut) {
  const std::vector<std::pair<std::string, Words>> kOptions{
      {"--resume", {"run", "a.yaml"}},
      {"--only", {"run", "a.yaml"}},
      {"--from", {"run", "a.yaml"}},
      {"--until", {"run", "a.yaml"}},
      {"--timeout", {"run", "a.yaml"}},
      {"--memory-limit", {"run", "a.yaml"}},
      {"--param", {"run", "a.yaml"}},
      {"--profile", {"run", "a.yaml"}},
      {"--older-than", {"maintenance", "clean", "--keep", "5"}},
      {"--keep", {"maintenance", "clean"}},
      {"--check", {"compile", "a.yaml"}},
      {"--out", {"compile", "a.yaml"}},
      {"--out", {"oml", "schema"}},
      {"--out", {"data", "export", "last", "r"}},
      {"--format", {"data", "export", "last", "r", "--out", "r.csv"}},
      {"--since", {"runs", "list"}},
      {"--step", {"logs", "show", "last"}},
      {"--project", {"runs", "list"}},
      {"--family", {"connections", "list"}},
  };
  for (const auto& [option, verb] : kOptions) {
    Words apart = verb;
    apart.insert(apart.end(), {option, ""});
    Words together = verb;
    // What stands behind it is no value of it.
    together.insert(together.end(), {option + "=", "--json"});
    for (const Words& words : {apart, together}) {
      const ParsedCommand command = parse_command(words);
      ASSERT_TRUE(command.error.has_value()) << option << " of " << verb.front();
      EXPECT_EQ(command.error->code, kUsageInvalid.name);
      EXPECT_THAT(command.error->message, HasSubstr(option.substr(2))) << command.error->message;
      EXPECT_EQ(command.options.json, words == together);
    }
  }
}

TEST(Options, RefusesAnEmptyArgument) {
  for (const Words& words :
       {Words{"compile", ""}, Words{"run", ""}, Words{"validate", "a.yaml", ""}, Words{"init", ""},
        Words{"diff", "a", ""}, Words{"oml", "format", ""}, Words{"data", "show", "last", ""},
        Words{"data", "sql", "last", ""}, Words{"runs", "show", ""}, Words{"help", ""},
        Words{"components", "show", ""}, Words{"connections", "doctor", ""},
        Words{"state", "show", ""}, Words{"compile", "", "--json"}}) {
    const Error error = refused(words);
    EXPECT_EQ(error.code, kUsageInvalid.name) << words.front();
    EXPECT_THAT(error.message, HasSubstr("is an empty text")) << words.front();
  }
}

TEST(Options, TakesEmptyTextsThatAreMeant) {
  EXPECT_THAT(parsed({"run", "a.yaml", "--param", "x="}).params, ElementsAre(Pair("x", "")));
  EXPECT_THAT(parsed({"run", "a.yaml", "--param=x="}).params, ElementsAre(Pair("x", "")));
  EXPECT_EQ(parsed({"data", "show", "last", "--", "--odd="}).relation, "--odd=");
  EXPECT_THAT(refused({"run", "a.yaml", "--resum="}).hint, HasSubstr("'--resume'"));
}

TEST(Options, RemembersAWishForJsonInAnError) {
  EXPECT_TRUE(parse_command({"rnu", "a.yaml", "--json"}).options.json);
  EXPECT_TRUE(parse_command({"--json", "rnu"}).options.json);
  for (const Words& words :
       {Words{"run", "--progress", "json"}, Words{"run", "--only=", "--progress=json"}}) {
    EXPECT_EQ(parse_command(words).options.progress, ProgressStyle::kJson);
  }
}

TEST(Options, HelpsInEveryForm) {
  for (const Words& words : {Words{}, Words{"help"}, Words{"--help"}, Words{"-h"}}) {
    const Options options = parsed(words);
    EXPECT_EQ(options.verb, Verb::kHelp);
    EXPECT_THAT(options.help_text, HasSubstr("components"));
  }
  for (const Words& words :
       {Words{"help", "data", "sql"}, Words{"data", "sql", "--help"}, Words{"data", "sql", "-h"}}) {
    EXPECT_THAT(parsed(words).help_text, HasSubstr("osiris data sql"));
    EXPECT_THAT(parsed(words).help_text, HasSubstr("QUERY"));
  }
  EXPECT_THAT(refused({"help", "rnu"}).hint, HasSubstr("'run'"));
}

}  // namespace
}  // namespace osiris::cli
