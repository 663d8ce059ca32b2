#include "osiris/format/yaml_scalar_trace.h"

#include <algorithm>
#include <array>
#include <utility>

namespace osiris {
namespace {

/// Walks through a scalar's source beside its value, and notes which byte came from where. What
/// YAML does to the source decides how far the two may differ.
class Alignment {
 public:
  Alignment(std::string_view source, std::size_t begin, std::string_view text)
      : source_(source), position_(begin), text_(text) {}

  /// Returns an offset for each byte of the text; nothing if the source does not make the text.
  std::optional<std::vector<std::size_t>> run() {
    offsets_.reserve(text_.size());
    choose_style();
    while (offsets_.size() < text_.size()) {
      if (!step()) {
        return std::nullopt;
      }
    }
    return std::move(offsets_);
  }

 private:
  enum class Style { kPlain, kSingle, kDouble, kBlock };

  char current() const { return position_ < source_.size() ? source_[position_] : '\0'; }
  char next() const { return position_ + 1 < source_.size() ? source_[position_ + 1] : '\0'; }
  std::string_view rest() const { return text_.substr(offsets_.size()); }

  void choose_style() {
    switch (current()) {
      case '\'':
        style_ = Style::kSingle;
        ++position_;
        break;
      case '"':
        style_ = Style::kDouble;
        ++position_;
        break;
      case '|':
      case '>':
        style_ = Style::kBlock;
        enter_block();
        break;
      default:
        break;
    }
  }

  /// Passes over the header, and learns the indentation from the first line that has text.
  void enter_block() {
    position_ = std::min(source_.find('\n', position_), source_.size() - 1) + 1;
    const std::string_view first =
        text_.substr(std::min(text_.find_first_not_of('\n'), text_.size()));
    const std::string_view line = first.substr(0, first.find('\n'));
    std::size_t start = position_;
    for (std::size_t empty = text_.size() - first.size(); empty > 0; --empty) {
      start = std::min(source_.find('\n', start), source_.size() - 1) + 1;  // It may have blanks.
    }
    const std::size_t end = std::min(source_.find('\n', start), source_.size());
    // Folding may have joined the line with the next one.
    const std::string_view source_line = source_.substr(start, end - start);
    const std::size_t blanks = std::min(source_line.find_first_not_of(' '), source_line.size());
    const std::size_t kept = std::min(line.find_first_not_of(' '), line.size());
    indent_ = blanks >= kept ? blanks - kept : 0;
    skip_indent();
  }

  void skip_indent() {
    for (std::size_t i = 0; i < indent_ && current() == ' '; ++i) {
      ++position_;
    }
  }

  void take(std::size_t text_bytes, std::size_t source_bytes) {
    offsets_.insert(offsets_.end(), text_bytes, position_);
    position_ += source_bytes;
  }

  bool step() {
    if (const std::size_t breaks = breaks_ahead(); breaks > 0) {
      return take_breaks(breaks);
    }
    if (style_ == Style::kDouble && current() == '\\') {
      return take_escape();
    }
    if (style_ == Style::kSingle && current() == '\'') {
      const bool doubled = next() == '\'' && rest().front() == '\'';
      take(1, 2);
      return doubled;
    }
    if (position_ >= source_.size() || current() != rest().front()) {
      return false;
    }
    take(1, 1);
    return true;
  }

  /// Counts the line breaks that stand here, with the blanks that do not matter around them.
  std::size_t breaks_ahead() const {
    std::size_t end = position_;
    if (style_ != Style::kBlock) {
      end = std::min(source_.find_first_not_of(" \t", end), source_.size());
    }
    std::size_t breaks = 0;
    while (end < source_.size() && source_[end] == '\n') {
      ++breaks;
      ++end;
      const std::size_t word = std::min(source_.find_first_not_of(" \t", end), source_.size());
      if (word < source_.size() && source_[word] == '\n' &&
          (style_ != Style::kBlock || word - end <= indent_)) {
        end = word;
      }
    }
    return breaks;
  }

  /// Takes line breaks: one becomes a blank or stays, several lose at most one.
  bool take_breaks(std::size_t breaks) {
    const std::size_t wanted =
        std::min(rest().find_first_not_of('\n'), rest().size());  // Breaks in the text.
    const std::size_t start = position_;
    const bool ends = wanted == rest().size();  // Chomping decides how many are left.
    if (!ends && wanted != breaks && wanted + 1 != breaks) {
      return false;
    }
    const bool is_blank = wanted == 0;
    if (is_blank && rest().front() != ' ') {
      return false;
    }
    for (std::size_t left = breaks; left > 0; --left) {
      position_ = source_.find('\n', position_) + 1;
    }
    if (style_ == Style::kBlock) {
      skip_indent();
    } else {
      position_ = std::min(source_.find_first_not_of(" \t", position_), source_.size());
    }
    offsets_.insert(offsets_.end(), is_blank ? 1 : wanted, start);
    return true;
  }

  bool take_escape() {
    if (next() == '\n') {  // The break is not part of the text.
      position_ += 2;
      position_ = std::min(source_.find_first_not_of(" \t", position_), source_.size());
      return true;
    }
    constexpr std::array<std::pair<char, std::size_t>, 3> kCodes{{{'x', 2}, {'u', 4}, {'U', 8}}};
    std::size_t source_bytes = 2;
    for (const auto& [letter, digits] : kCodes) {
      source_bytes = next() == letter ? 2 + digits : source_bytes;
    }
    // One escape is one code point.
    std::size_t text_bytes = 1;
    while (text_bytes < rest().size() &&
           (static_cast<unsigned char>(rest()[text_bytes]) >> 6U) == 2) {
      ++text_bytes;
    }
    take(text_bytes, source_bytes);
    return position_ <= source_.size();
  }

  std::string_view source_;
  std::size_t position_;
  std::string_view text_;
  Style style_ = Style::kPlain;
  std::size_t indent_ = 0;  ///< kBlock: blanks before each line that are no text.
  std::vector<std::size_t> offsets_;
};

}  // namespace

std::optional<std::vector<std::size_t>> trace_yaml_scalar(std::string_view source,
                                                          std::size_t begin,
                                                          std::string_view text) {
  return Alignment(source, begin, text).run();
}

}  // namespace osiris
