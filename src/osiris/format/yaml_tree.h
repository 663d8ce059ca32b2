#pragma once
// Builds a Value out of the events of yaml-cpp's parser, and finds what YAML allows but we do not.

#include "osiris/format/yaml.h"
#include "osiris/format/yaml_source.h"

#include <yaml-cpp/eventhandler.h>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace osiris {

/// Receives the events of one document. Findings are collected; one that makes going on dangerous
/// throws YAML::Exception, which is the only way to stop that parser.
class YamlTree final : public YAML::EventHandler {
 public:
  YamlTree(YamlSource& source, const std::string& file, const YamlLimits& limits)
      : source_(source), file_(file), limits_(limits) {
    root_.mark = Mark{1, 1, 0};
  }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

  /// Looks for lines that the parser skipped without a word; call after the last event.
  void check_skipped_lines();

  /// Adds an error; the rest of the finding comes from the arguments.
  void report(const ErrorCode& code, const Mark& mark, std::string message, std::string hint);

  /// Tells whether the tree itself ended reading, with a finding.
  bool stopped() const { return stopped_; }
  /// Returns the offset of the outermost bracket that is open when reading ends early.
  std::optional<std::size_t> open_bracket() const;
  Value take_root() { return std::move(root_); }
  Diagnostics take_diagnostics() { return std::move(diagnostics_); }

 private:
  /// A finished part and what it costs to repeat it.
  struct Part {
    Value value;
    std::size_t nodes = 1;
    std::size_t text_bytes = 0;
    std::size_t height = 0;  ///< Levels of lists and mappings; 0 for a scalar.
  };

  /// A key that waits for its value.
  struct Key {
    std::string text;
    Mark mark;
    std::size_t offset = 0;
    int line = 0;    ///< As the parser counts, from 0, with tags and anchors.
    int column = 0;  ///< Likewise, in bytes.
    bool is_merge = false;
    bool is_bad = false;  ///< Reported; its value is read and dropped.
  };

  /// An open list or mapping.
  struct Frame {
    Part part;
    YAML::anchor_t anchor = 0;
    std::size_t offset = 0;
    bool in_brackets = false;
    bool is_key = false;  ///< Stands where a key should.
    std::optional<Key> key;
    bool saw_merge = false;
    Value::Object merged;
    std::unordered_set<std::string> names;  ///< Filled only for large mappings.
  };

  bool expects_key() const;
  bool lacks_colon(std::size_t token_offset) const;
  std::size_t offset_of(const YAML::Mark& mark) const;
  Mark mark_scalar(std::size_t offset, const std::string& text);
  Mark mark_absent(std::size_t offset);
  void check_indent(const YAML::Mark& mark);
  Value resolve(const std::string& text, const Mark& mark);
  void check_tag(const std::string& tag, std::string_view known, const Mark& mark);
  void open(Value empty, const YAML::Mark& mark, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style);
  void close();
  void add(Part part, YAML::anchor_t anchor);
  void add_key(Key key);
  void report_key(const Mark& mark, std::string_view found);
  void add_member(Frame& frame, Value value);
  void add_merged(Frame& frame, Value value);
  void count_nodes(std::size_t nodes, const Mark& mark);
  void count_copy(const Part& part, const Mark& mark);
  [[noreturn]] void stop(const ErrorCode& code, const Mark& mark, std::string message,
                         std::string hint);

  YamlSource& source_;
  const std::string& file_;
  const YamlLimits& limits_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Part> anchors_;
  Value root_;
  Diagnostics diagnostics_;
  std::size_t documents_ = 0;
  std::size_t start_offset_ = 0;  ///< Of the document: its `---` or its content.
  std::vector<std::pair<std::size_t, std::size_t>> quoted_;  ///< Quoted scalars of several lines.
  std::size_t nodes_ = 0;
  std::size_t copied_bytes_ = 0;
  bool stopped_ = false;
};

}  // namespace osiris
