#pragma once
// The terminal: results on stdout, everything for people on stderr. The only place that prints.

#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::cli {

/// Names what a piece of text is, for its color.
enum class Ink { kPlain, kRed, kYellow, kGreen, kBlue, kBold, kDim };

/// How the console may look.
struct ConsoleStyle {
  bool color = false;  ///< Both streams, when they are terminals.
  bool err_is_terminal = false;
  int err_columns = 80;  ///< Width of the terminal behind stderr.
  int err_lines = 24;    ///< Its height.
};

/// Looks at the process' own streams. NO_COLOR (any text), `dumb` terminals and `no_color` switch
/// colors off. Source: https://no-color.org.
ConsoleStyle detect_style(bool no_color);

/// Writes to the two streams. A stream that cannot be written is remembered, not reported: whoever
/// closed the pipe does not want to hear of it. Threads: safe.
class Console {
 public:
  Console(std::FILE* out, std::FILE* err, ConsoleStyle style)
      : out_(out), err_(err), style_(style) {}

  const ConsoleStyle& style() const { return style_; }

  /// Writes a result.
  void print(std::string_view text);
  /// Writes to people. Live lines are replaced by it.
  void tell(std::string_view text);
  /// Shows what is going on now, in place of what was shown last; no lines remove it. Does nothing
  /// unless stderr is a terminal. Longer lines are cut to the terminal's width, and lines that do
  /// not fit its height are counted instead.
  void show_live(std::vector<std::string> lines);
  /// Flushes stdout. Returns 0, or the errno value of the first failed write.
  int finish();

  /// Returns `text` in color, if colors are on.
  std::string paint(Ink ink, std::string_view text) const;

 private:
  void erase_live();

  std::FILE* out_;
  std::FILE* err_;
  ConsoleStyle style_;
  std::mutex mutex_;
  std::size_t live_lines_ = 0;  ///< How many are on the screen.
  int out_errno_ = 0;
};

}  // namespace osiris::cli
