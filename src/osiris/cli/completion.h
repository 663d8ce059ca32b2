#pragma once
// What comes next on a command line that is half typed.

#include "osiris/app/suggestions.h"
#include "osiris/cli/verb_table.h"

#include <string>
#include <vector>

namespace osiris::cli {

/// Which files the shell itself should offer; it knows best how to name them.
enum class FileKind { kNone, kAny, kFolders, kPipelines };

/// What may stand in place of the last word.
struct Completion {
  std::vector<app::Suggestion> suggestions;  ///< Each begins with the last word.
  FileKind files = FileKind::kNone;
};

/// Completes the last of `words`, which are those behind the program's name; it may be empty.
Completion complete(const VerbEntry& program, const std::vector<std::string>& words,
                    const app::World& world);

/// Returns the folder that `--project` names among the words; empty if none does.
std::string project_of_words(const std::vector<std::string>& words);

/// Returns what the shells' scripts read: a suggestion a line, a tab before its meaning, and last
/// the kind of files behind a colon: ":none", ":any", ":folders", ":pipelines".
std::string completion_lines(const Completion& completion);

}  // namespace osiris::cli
