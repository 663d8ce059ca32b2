#include "components/mysql.extractor/sql_scanner.h"

#include "osiris/base/text.h"

namespace osiris::components::mysql {
namespace {

constexpr std::string_view kCommentEnd = "*/";

bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

bool is_word_part(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         byte == '_' || byte == '$' || (static_cast<unsigned char>(byte) & 0x80U) != 0;
}

class Scanner {
 public:
  Scanner(std::string_view sql, const SqlQuotes& quotes) : sql_(sql), quotes_(quotes) {}

  SqlTokens run() {
    while (!scanned_.problem && at_ < sql_.size()) {
      step();
    }
    if (!scanned_.problem && comment_begin_) {
      complain(*comment_begin_, "the comment has no end");
    }
    if (!scanned_.problem && !open_.empty()) {
      complain(open_.back(), "the parenthesis is not closed");
    }
    return std::move(scanned_);
  }

 private:
  void step() {
    const char byte = sql_[at_];
    if (is_space(byte)) {
      ++at_;
    } else if (comment_begin_ && rest().starts_with(kCommentEnd)) {
      comment_begin_.reset();
      at_ += kCommentEnd.size();
    } else if (begins_line_comment() || rest().starts_with("/*")) {
      skip_comment();
    } else if (byte == '\'' || byte == '"' || byte == '`') {
      scan_quoted(byte);
    } else if (is_word_part(byte)) {
      std::size_t end = at_;
      while (end < sql_.size() && is_word_part(sql_[end])) {
        ++end;
      }
      push(SqlTokenKind::kWord, end);
    } else if (byte == '\0') {
      complain(at_, "a zero byte ends the statement");
    } else {
      scan_symbol(byte);
    }
  }

  std::string_view rest() const { return sql_.substr(at_); }

  /// `--` begins a comment only in front of white space.
  bool begins_line_comment() const {
    const std::string_view text = rest();
    return text.front() == '#' ||
           (text.starts_with("--") &&
            (text.size() == 2 || is_space(text[2]) || static_cast<unsigned char>(text[2]) < 0x20));
  }

  void skip_comment() {
    if (comment_begin_) {
      complain(at_, "a comment stands in a comment that some servers run");
    } else if (!rest().starts_with("/*")) {
      at_ = std::min(sql_.find('\n', at_), sql_.size());
    } else if (rest().starts_with("/*!") || rest().starts_with("/*M!")) {
      comment_begin_ = at_;
      at_ = sql_.find('!', at_) + 1;
      while (at_ < sql_.size() && is_digit(sql_[at_])) {
        ++at_;
      }
    } else if (const std::size_t end = sql_.find(kCommentEnd, at_ + 2);
               end != std::string_view::npos) {
      at_ = end + kCommentEnd.size();
    } else {
      complain(at_, "the comment has no end");
    }
  }

  void scan_quoted(char quote) {
    const bool is_name = quote == '`' || (quote == '"' && quotes_.double_quotes_names);
    std::size_t end = at_ + 1;
    for (; end < sql_.size(); ++end) {
      if (sql_[end] == '\\' && !is_name && quotes_.backslash_escapes) {
        ++end;
      } else if (sql_[end] == quote) {
        if (end + 1 >= sql_.size() || sql_[end + 1] != quote) {
          break;
        }
        ++end;
      }
    }
    if (end >= sql_.size()) {
      complain(at_, std::string("the quote ") + quote + " is not closed");
    } else if (comment_begin_ &&
               sql_.substr(at_, end - at_).find(kCommentEnd) != std::string_view::npos) {
      complain(at_, "a quoted text with */ stands in a comment that some servers run");
    } else {
      push(SqlTokenKind::kQuoted, end + 1);
    }
  }

  void scan_symbol(char byte) {
    if (byte == ')') {
      if (open_.empty()) {
        complain(at_, "no parenthesis is open here");
        return;
      }
      open_.pop_back();
    }
    const std::size_t offset = at_;
    push(SqlTokenKind::kSymbol, at_ + 1);
    if (byte == '(') {
      open_.push_back(offset);
    }
  }

  void push(SqlTokenKind kind, std::size_t end) {
    const auto& tokens = scanned_.tokens;
    scanned_.tokens.push_back({.kind = kind,
                               .text = sql_.substr(at_, end - at_),
                               .offset = at_,
                               .depth = static_cast<int>(open_.size()),
                               .after_point = !tokens.empty() && tokens.back().is_symbol('.'),
                               .in_comment = comment_begin_.has_value()});
    at_ = end;
  }

  void complain(std::size_t offset, std::string what) {
    scanned_.problem = SqlProblem{.offset = offset, .what = std::move(what)};
  }

  std::string_view sql_;
  SqlQuotes quotes_;
  std::size_t at_ = 0;
  std::optional<std::size_t> comment_begin_;  ///< Of the comment that some servers run.
  std::vector<std::size_t> open_;             ///< Where the open parentheses are.
  SqlTokens scanned_;
};

}  // namespace

SqlQuotes SqlQuotes::of_mode(std::string_view sql_mode) {
  SqlQuotes quotes;
  for (const std::string& word : split(sql_mode, ',')) {
    quotes.backslash_escapes = quotes.backslash_escapes && word != "NO_BACKSLASH_ESCAPES";
    quotes.double_quotes_names = quotes.double_quotes_names || word == "ANSI_QUOTES";
  }
  return quotes;
}

bool SqlToken::is(std::string_view keyword) const {
  return kind == SqlTokenKind::kWord && !after_point && text.size() == keyword.size() &&
         to_lower(text) == to_lower(keyword);
}

bool SqlToken::is_symbol(char symbol) const {
  return kind == SqlTokenKind::kSymbol && text.front() == symbol;
}

SqlTokens scan_sql(std::string_view sql, const SqlQuotes& quotes) {
  return Scanner(sql, quotes).run();
}

}  // namespace osiris::components::mysql
