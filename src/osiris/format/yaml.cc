#include "osiris/format/yaml.h"

#include "osiris/base/text.h"
#include "osiris/format/yaml_finding.h"
#include "osiris/format/yaml_guard.h"
#include "osiris/format/yaml_source.h"
#include "osiris/format/yaml_syntax.h"
#include "osiris/format/yaml_tree.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>
#include <sstream>

namespace osiris {
namespace {

/// Returns the text as the parser should see it: lines end with LF, and blanks after the last one
/// are gone, which the parser would take for the last word of a folded block.
std::string normalize(std::string_view text) {
  std::string lines = replace_all(std::string(text), "\r\n", "\n");
  const std::size_t end = lines.find_last_not_of(" \t") + 1;
  if (end == 0 || lines[end - 1] == '\n') {
    lines.resize(end);
  }
  return lines;
}

/// How reading ended.
struct Ending {
  std::optional<Diagnostic> finding;  ///< What the parser, not the tree, has to say.
  bool in_quotes = false;             ///< The text ended inside quotes, right behind a character.
};

/// Runs the parser over all documents; exceptions end here.
Ending read_events(YamlSource& source, YamlTree& tree, const std::string& file) {
  try {
    std::istringstream stream(source.text());
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(tree)) {
    }
    tree.check_skipped_lines();
  } catch (const YAML::DeepRecursion&) {
    const YamlFinding finding{kYamlTooDeep, 0, 0, "lists and mappings are nested too deeply", {}};
    return {to_diagnostic(finding, source, file)};
  } catch (const YAML::Exception& error) {
    if (!tree.stopped()) {
      const YamlFinding finding = describe_syntax_error(error, source, tree.open_bracket());
      return {to_diagnostic(finding, source, file), error.msg == YAML::ErrorMsg::EOF_IN_SCALAR};
    }
  } catch (const std::exception& error) {
    const YamlFinding finding{kYamlSyntax, 0, 0, printable(error.what()), {}};
    return {to_diagnostic(finding, source, file)};
  }
  return {};
}

}  // namespace

YamlDocument parse_yaml(std::string_view text, const std::string& file, const YamlLimits& limits) {
  YamlDocument document;
  while (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  if (const auto finding = check_yaml_text(text, limits)) {
    // The text may be anything here; only what stands before the finding is known to be clean.
    YamlSource before{std::string(text.substr(0, finding->offset))};
    document.diagnostics.push_back(to_diagnostic(*finding, before, file));
    return document;
  }
  YamlSource source{normalize(text)};
  YamlTree tree(source, file, limits);
  Ending ending = read_events(source, tree, file);
  if (ending.in_quotes && !text.ends_with('\n')) {
    // With a line feed behind it the parser takes the text for complete, and the tree knows where
    // the quote stands that was never closed.
    return parse_yaml(std::string(text) + '\n', file, limits);
  }
  document.diagnostics = tree.take_diagnostics();
  if (ending.finding.has_value()) {
    document.diagnostics.push_back(*std::move(ending.finding));
  }
  sort_by_position(document.diagnostics);
  if (!has_errors(document.diagnostics)) {
    document.value = tree.take_root();
  }
  return document;
}

}  // namespace osiris
