#include "osiris/cli/manual_page.h"

#include "osiris/base/exit_code.h"
#include "osiris/base/text.h"
#include "osiris/cli/text_table.h"

#include <array>

namespace osiris::cli {
namespace {

constexpr std::size_t kSourceColumns = 66;  // Escapes make lines longer; 80 is what fits.

/// A line that is not of the table: what it is called, what it means.
struct Note {
  const char* name;
  const char* meaning;
};

constexpr const char* kDescription =
    "A pipeline is a YAML document: it extracts from sources, transforms with SQL, and writes to "
    "targets. Every run has a session, a folder with one DuckDB database that holds what each step "
    "made. Results go to standard output, everything for people to standard error.";

struct ExitNote {
  ExitCode code;
  const char* meaning;
};

constexpr std::array kExitNotes{
    ExitNote{ExitCode::kSuccess, "Everything was done."},
    ExitNote{ExitCode::kStepFailed, "A step failed, or standard output could not be written."},
    ExitNote{ExitCode::kInvalidInput,
             "Nothing was run: usage, validation, compiling, an unset variable."},
    ExitNote{ExitCode::kCheckFailed, "A data check failed."},
    ExitNote{ExitCode::kSchemaChanged, "A schema changed against its contract."},
    ExitNote{ExitCode::kTransient, "A failure that may pass; running again is safe."},
    ExitNote{ExitCode::kInternal, "A bug of osiris."},
    ExitNote{ExitCode::kInterrupted, "Stopped by Ctrl-C."},
    ExitNote{ExitCode::kTerminated, "Stopped by SIGTERM or SIGHUP."},
};

constexpr std::array kEnvironmentNotes{
    Note{"OSIRIS_HOME",
         "A folder whose osiris_connections.yaml and .env come before the project's."},
    Note{"OSIRIS_PARAM_NAME", "The value of the parameter of that name, in capitals."},
    Note{"NO_COLOR", "Any text switches colors off."},
};

constexpr std::array kFileNotes{
    Note{"osiris_connections.yaml", "The connections of the project, in its folder or above it."},
    Note{".env", "Variables for connections and parameters; exported ones win."},
    Note{".osiris_sessions/", "A folder for each run: its database, manifest, logs and artifacts."},
    Note{".osiris_cache/", "What checking SQL found out; it can be removed at any time."},
};

/// Writes one line so that roff shows exactly it: no character of it is a request or an escape.
std::string roff(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '\\':
        escaped += "\\e";
        break;
      case '-':
        escaped += "\\-";
        break;
      case '`':
        escaped += "\\(ga";
        break;
      case '\'':
        escaped += "\\(aq";
        break;
      case '^':
        escaped += "\\(ha";
        break;
      case '~':
        escaped += "\\(ti";
        break;
      default:
        escaped += c;
    }
  }
  const bool is_request = !escaped.empty() && escaped[0] == '.';
  return (is_request ? "\\&" : "") + replace_all(std::move(escaped), "…", "...");
}

/// Writes a paragraph in lines that fit an editor.
std::string sentence(const std::string& text) {
  std::vector<std::string> lines = wrap_text(text, kSourceColumns);
  for (std::string& line : lines) {
    line = roff(line);
  }
  return join(lines, "\n");
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string slanted(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

std::string item(const std::string& title, const std::string& text) {
  return ".TP\n" + title + "\n" + text + "\n";
}

/// Alternatives are words to type, anything else stands for something.
std::string placeholder_text(const OptionEntry& option) {
  return option.value.choices.empty() || option.placeholder.find('|') == std::string::npos
             ? slanted(option.placeholder)
             : bold(option.placeholder);
}

std::string argument_text(const OptionEntry& option) {
  const std::string name = slanted(option.placeholder) + (option.is_repeatable ? "\\ ..." : "");
  return option.is_required ? name : "[" + name + "]";
}

std::string option_item(const OptionEntry& option) {
  if (option.is_argument) {
    return item(slanted(option.placeholder), sentence(option.description + "."));
  }
  std::vector<std::string> names;
  for (const std::string& name : option.names) {
    names.push_back(bold(name));
  }
  return item(
      join(names, ", ") + (option.placeholder.empty() ? "" : " " + placeholder_text(option)),
      sentence(option.description + "."));
}

std::string verb_section(const VerbEntry& verb, const std::string& path) {
  std::string title = bold("osiris " + path);
  std::string items;
  for (const OptionEntry& option : verb.options) {
    title += option.is_argument ? " " + argument_text(option) : "";
    items += option_item(option);
  }
  const bool has_options = items.find("\\fB\\-") != std::string::npos;
  std::string text = ".SS " + bold("osiris " + path) + "\n" + title +
                     (has_options ? " [\\fIoptions\\fR]" : "") + "\n.PP\n" +
                     sentence(verb.description + ".") + "\n";
  if (!verb.aliases.empty()) {
    text += "Other names: " + bold(join(verb.aliases, ", ")) + ".\n";
  }
  return text + items;
}

/// Adds each verb that is no mere group.
void add_verbs(const VerbEntry& group, const std::string& path, std::string& page) {
  for (const VerbEntry& verb : group.verbs) {
    const std::string name = path.empty() ? verb.name : path + " " + verb.name;
    if (!verb.is_listed) {
      continue;
    }
    if (verb.verbs.empty()) {
      page += verb_section(verb, name);
    } else {
      add_verbs(verb, name, page);
    }
  }
}

template <std::size_t count>
std::string notes_section(const std::string& title, const std::array<Note, count>& notes) {
  std::string section = ".SH " + title + "\n";
  for (const Note& note : notes) {
    section += item(bold(note.name), sentence(note.meaning));
  }
  return section;
}

std::string exit_section() {
  std::string section = ".SH EXIT STATUS\n";
  for (const ExitNote& note : kExitNotes) {
    section += item(bold(std::to_string(static_cast<int>(note.code))) + " " +
                        roff(std::string(name_of(note.code))),
                    sentence(note.meaning));
  }
  return section;
}

}  // namespace

std::string manual_page(const VerbEntry& program, const app::VersionInfo& version) {
  std::string page = ".\\\" Printed by `osiris man`.\n.TH OSIRIS 1 \"\" \"osiris " +
                     roff(version.osiris) + "\" \"User Commands\"\n.SH NAME\nosiris \\- " +
                     roff(program.description) +
                     "\n.SH SYNOPSIS\n\\fBosiris\\fR \\fIverb\\fR [\\fIarguments\\fR] "
                     "[\\fIoptions\\fR]\n.SH DESCRIPTION\n";
  page += sentence(kDescription) +
          "\n.PP\n"
          "\\fISESSION\\fR is a session id, its beginning, or \\fBlast\\fR.\n"
          ".SH OPTIONS\nThey may stand before or after the verb.\n";
  for (const OptionEntry& option : program.options) {
    page += option_item(option);
  }
  page += ".SH VERBS\n";
  add_verbs(program, {}, page);
  page += exit_section();
  page += notes_section("ENVIRONMENT", kEnvironmentNotes);
  page += notes_section("FILES", kFileNotes);
  return page + ".SH SEE ALSO\nThe guide and the reference in share/osiris/doc.\n";
}

}  // namespace osiris::cli
