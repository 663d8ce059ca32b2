#include "osiris/cli/console.h"

#include "osiris/cli/text_table.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace osiris::cli {
namespace {

constexpr const char* kEraseLine = "\r\x1b[2K";
constexpr const char* kLineUp = "\x1b[1A";

std::string_view escape_of(Ink ink) {
  switch (ink) {
    case Ink::kRed:
      return "\x1b[31m";
    case Ink::kYellow:
      return "\x1b[33m";
    case Ink::kGreen:
      return "\x1b[32m";
    case Ink::kBlue:
      return "\x1b[34m";
    case Ink::kBold:
      return "\x1b[1m";
    case Ink::kDim:
      return "\x1b[2m";
    case Ink::kPlain:
      break;
  }
  return {};
}

std::string_view environment_text(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

ConsoleStyle detect_style(bool no_color) {
  ConsoleStyle style;
  style.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  const bool dumb = environment_text("TERM") == "dumb";
  style.color = style.err_is_terminal && ::isatty(STDOUT_FILENO) == 1 && !no_color && !dumb &&
                environment_text("NO_COLOR").empty();
  style.err_is_terminal = style.err_is_terminal && !dumb;
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.err_columns = size.ws_col;
    style.err_lines = size.ws_row > 0 ? size.ws_row : style.err_lines;
  }
  return style;
}

void Console::print(std::string_view text) {
  const std::lock_guard<std::mutex> hold(mutex_);
  erase_live();
  if (out_errno_ == 0 && std::fwrite(text.data(), 1, text.size(), out_) != text.size()) {
    out_errno_ = errno;
  }
}

void Console::tell(std::string_view text) {
  const std::lock_guard<std::mutex> hold(mutex_);
  erase_live();
  // In one terminal or file both streams are read as one story: results said so far come first.
  if (std::fflush(out_) != 0 && out_errno_ == 0) {
    out_errno_ = errno;
  }
  std::fwrite(text.data(), 1, text.size(), err_);
  std::fflush(err_);
}

void Console::show_live(std::vector<std::string> lines) {
  if (!style_.err_is_terminal) {
    return;
  }
  // The line above stays in sight, and the cursor never leaves the screen: what has scrolled away
  // could not be erased.
  const auto lines_max = static_cast<std::size_t>(std::max(style_.err_lines - 1, 1));
  if (lines.size() > lines_max) {
    const std::size_t hidden = lines.size() - lines_max + 1;
    lines.resize(lines_max - 1);
    lines.push_back(fmt::format("and {} more", hidden));
  }
  std::string text;
  for (const std::string& line : lines) {
    text += text.empty() ? "" : "\n";
    text += cut_to_width(line, static_cast<std::size_t>(style_.err_columns - 1));
  }
  const std::lock_guard<std::mutex> hold(mutex_);
  erase_live();
  std::fwrite(text.data(), 1, text.size(), err_);
  live_lines_ = lines.size();
  std::fflush(err_);
}

int Console::finish() {
  const std::lock_guard<std::mutex> hold(mutex_);
  erase_live();
  if (std::fflush(out_) != 0 && out_errno_ == 0) {
    out_errno_ = errno;
  }
  return out_errno_;
}

std::string Console::paint(Ink ink, std::string_view text) const {
  const std::string_view escape = escape_of(ink);
  if (!style_.color || escape.empty()) {
    return std::string(text);
  }
  return std::string(escape).append(text).append("\x1b[0m");
}

void Console::erase_live() {
  for (; live_lines_ > 0; --live_lines_) {
    std::fputs(kEraseLine, err_);
    if (live_lines_ > 1) {
      std::fputs(kLineUp, err_);
    }
  }
}

}  // namespace osiris::cli
