#include "osiris/format/yaml_layout.h"

#include "osiris/format/yaml_comments.h"
#include "osiris/format/yaml_layout_writer.h"
#include "osiris/format/yaml_node_reader.h"
#include "osiris/format/yaml_source.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace osiris {
namespace {

const YamlLayout kAsWritten;

/// Returns a key's place in the order; all that are not named share the last one.
std::size_t rank_of(const std::vector<std::string>& order, std::string_view name) {
  if (name == "<<") {
    return 0;
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::string_view known = order[i];
    const bool is_prefix = known.ends_with('*');
    if (is_prefix ? name.starts_with(known.substr(0, known.size() - 1)) : name == known) {
      return i + 1;
    }
  }
  return order.size() + 1;
}

/// Brings known keys into their order, at every depth.
void sort_keys(YamlNode& node, const YamlLayout& layout) {
  for (YamlEntry& entry : node.entries) {
    sort_keys(entry.value, layout.of_member(entry.name));
  }
  if (node.kind == YamlNode::Kind::kMapping && !layout.key_order.empty()) {
    std::stable_sort(node.entries.begin(), node.entries.end(),
                     [&](const YamlEntry& a, const YamlEntry& b) {
                       return rank_of(layout.key_order, a.name) < rank_of(layout.key_order, b.name);
                     });
  }
}

/// What must be the same before and after.
struct Content {
  Value value;
  std::vector<std::string> comments;  ///< Sorted.
};

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

/// Lays out a document; nothing if it would not say the same any more.
std::optional<std::string> write_same(const YamlSource& source, const YamlNodes& nodes,
                                      const YamlLayout& layout, const Content& content,
                                      const YamlLimits& limits) {
  std::string text = write_yaml_nodes(source, nodes, layout);
  const YamlSource written(text);
  const auto again = read_yaml_nodes(written);
  if (!again || sorted(list_comments(written, *again)) != content.comments) {
    return std::nullopt;
  }
  const YamlDocument document = parse_yaml(text, "", limits);
  if (!document.value || *document.value != content.value) {
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> lay_out(std::string_view text, const YamlLayout& layout, Value value,
                                   const YamlLimits& limits) {
  const YamlSource source(yaml_source_text(text));
  std::optional<YamlNodes> nodes = read_yaml_nodes(source);
  if (!nodes) {
    return std::nullopt;
  }
  const Content content{std::move(value), sorted(list_comments(source, *nodes))};
  attach_comments(source, *nodes);
  YamlNodes in_order = *nodes;
  sort_keys(in_order.root, layout);
  std::optional<std::string> laid_out = write_same(source, in_order, layout, content, limits);
  // An alias may have come in front of its anchor.
  return laid_out ? laid_out : write_same(source, *nodes, layout, content, limits);
}

}  // namespace

const YamlLayout& YamlLayout::of_member(std::string_view key) const {
  auto found = members.find(key);
  if (found == members.end()) {
    found = members.find("*");
  }
  return found == members.end() ? kAsWritten : found->second;
}

LaidOutYaml lay_out_yaml(std::string_view text, const std::string& file, const YamlLayout& layout,
                         const YamlLimits& limits) {
  LaidOutYaml result;
  YamlDocument document = parse_yaml(text, file, limits);
  if (!document.value) {
    std::copy_if(document.diagnostics.begin(), document.diagnostics.end(),
                 std::back_inserter(result.diagnostics),
                 [](const Diagnostic& finding) { return finding.severity == Severity::kError; });
    return result;
  }
  result.text = lay_out(text, layout, *std::move(document.value), limits);
  if (!result.text) {
    Diagnostic finding;
    finding.code = std::string(kYamlLayout.name);
    finding.where = SourceSpan{file, 1, 1, 0};
    finding.message = "the document could not be laid out without changing what it says";
    finding.hint = "it is left as it is; please report it with the document";
    result.diagnostics.push_back(std::move(finding));
  }
  return result;
}

}  // namespace osiris
