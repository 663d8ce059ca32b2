#pragma once
// The verbs and options as plain data, for whatever shows or completes them.

#include <string>
#include <vector>

namespace osiris::cli {

/// What kind of thing an argument names.
enum class ValueKind {
  kText,
  kPipelineFile,  ///< A pipeline or a manifest.
  kFile,
  kFolder,
  kSession,
  kStep,           ///< Of the pipeline or the session that the command line names.
  kPipelineName,   ///< As runs are listed under.
  kStatePipeline,  ///< One whose steps have left states.
  kProfile,        ///< Of the pipeline that the command line names.
  kComponent,
  kConnection,  ///< "@family.alias"
  kFamily,
  kAlias,
  kVerb,
};

/// What an argument or option takes.
struct ArgumentValue {
  ValueKind kind = ValueKind::kText;
  std::vector<std::string> choices;  ///< If there are any, nothing else is taken.
};

/// One argument or option of a verb.
struct OptionEntry {
  std::vector<std::string> names;  ///< "-q", "--quiet"; those of arguments may be empty.
  std::string placeholder;         ///< "SESSION", "N", "csv|json"; empty for a flag.
  std::string description;
  ArgumentValue value;
  bool is_argument = false;  ///< It is given by its place.
  bool is_required = false;
  bool is_repeatable = false;
  bool takes_value() const { return is_argument || !placeholder.empty(); }
};

/// A verb or a group of verbs. Names of verbs stay apart from those of their group.
struct VerbEntry {
  std::string name;                  ///< "sql"; "osiris" for the program itself.
  std::vector<std::string> aliases;  ///< Other names that do the same.
  std::string description;
  bool is_listed = true;  ///< False if help names it in another place.
  std::vector<OptionEntry> options;
  std::vector<VerbEntry> verbs;
};

/// Returns the program with all its verbs; its options are those of every verb.
VerbEntry verb_table();

}  // namespace osiris::cli
