#pragma once
// The files of a new project, as text.

#include <string_view>
#include <vector>

namespace osiris::app {

/// One file of a new project.
struct StarterFile {
  std::string_view path;  ///< Relative to the project.
  std::string_view text;
};

/// Returns the files that a new project gets, in the order in which they are made. All but
/// .gitignore, which may have an owner's lines already.
const std::vector<StarterFile>& starter_files();

/// Returns the lines that a project's .gitignore needs.
const std::vector<std::string_view>& ignored_paths();

}  // namespace osiris::app
