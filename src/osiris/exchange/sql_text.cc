#include "osiris/exchange/sql_text.h"

#include "osiris/base/text.h"

#include <cstddef>

namespace osiris::exchange {

namespace {

std::string quoted(std::string_view text, char quote) {
  std::string out;
  out.reserve(text.size() + 2);
  out += quote;
  for (const char c : text) {
    out += c;
    if (c == quote) {
      out += quote;
    }
  }
  out += quote;
  return out;
}

// Walks over SQL text one lexical piece at a time, as far as finding semicolons needs it.
class SqlScanner {
 public:
  explicit SqlScanner(std::string_view sql) : sql_(sql) {}

  std::size_t position() const { return at_; }
  bool done() const { return at_ >= sql_.size(); }
  bool at_semicolon() const { return sql_[at_] == ';'; }

  /// True if the piece at the position is white space or a comment.
  bool at_filler() const {
    const char c = sql_[at_];
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' ||
           starts("--") || starts("/*");
  }

  void advance() {
    if (starts("--")) {
      skip_past("\n");
    } else if (starts("/*")) {
      skip_block_comment();
    } else if (sql_[at_] == '\'') {
      skip_quoted('\'',
                  at_ > 0 && (sql_[at_ - 1] == 'e' || sql_[at_ - 1] == 'E') && !word_at(at_ - 2));
    } else if (sql_[at_] == '"') {
      skip_quoted('"', false);
    } else if (sql_[at_] == '$' && !word_at(at_ - 1)) {
      skip_dollar_quoted();
    } else {
      ++at_;
    }
  }

 private:
  bool starts(std::string_view token) const { return sql_.substr(at_).starts_with(token); }

  /// True if the character at `index` belongs to a name, so that what follows continues it.
  bool word_at(std::size_t index) const {
    if (index >= sql_.size()) {
      return false;  // Before the text: the subtraction wrapped around.
    }
    const auto c = static_cast<unsigned char>(sql_[index]);
    return c == '_' || c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  }

  void skip_past(std::string_view token) {
    const std::size_t found = sql_.find(token, at_);
    at_ = found == std::string_view::npos ? sql_.size() : found + token.size();
  }

  // DuckDB's block comments nest, as PostgreSQL's do.
  void skip_block_comment() {
    std::size_t depth = 0;
    do {
      if (starts("/*")) {
        ++depth;
        at_ += 2;
      } else if (starts("*/")) {
        --depth;
        at_ += 2;
      } else {
        ++at_;
      }
    } while (depth > 0 && !done());
  }

  void skip_quoted(char quote, bool backslash_escapes) {
    ++at_;
    while (!done()) {
      if (backslash_escapes && sql_[at_] == '\\') {
        at_ += 2;
        continue;
      }
      if (sql_[at_] == quote) {
        ++at_;
        if (done() || sql_[at_] != quote) {
          return;
        }
      }
      ++at_;
    }
    at_ = sql_.size();
  }

  void skip_dollar_quoted() {
    std::size_t end = at_ + 1;
    while (end < sql_.size() && word_at(end)) {
      ++end;
    }
    const bool is_tag = end < sql_.size() && sql_[end] == '$' &&
                        !(end > at_ + 1 && sql_[at_ + 1] >= '0' && sql_[at_ + 1] <= '9');
    if (!is_tag) {
      ++at_;
      return;
    }
    const std::string_view tag = sql_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    skip_past(tag);
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

}  // namespace

std::string quote_identifier(std::string_view name) { return quoted(name, '"'); }

std::string quote_literal(std::string_view text) { return quoted(text, '\''); }

std::string quote_identifiers(const std::vector<std::string>& names) {
  std::vector<std::string> quoted_names;
  quoted_names.reserve(names.size());
  for (const std::string& name : names) {
    quoted_names.push_back(quote_identifier(name));
  }
  return join(quoted_names, ", ");
}

Result<std::string> single_statement(std::string_view sql) {
  SqlScanner scanner(sql);
  std::size_t begin = sql.size();  // First piece that is no filler.
  std::size_t end = 0;             // One past the last one before a semicolon.
  bool closed = false;
  while (!scanner.done()) {
    const bool filler = scanner.at_filler();
    const bool semicolon = !filler && scanner.at_semicolon();
    const std::size_t start = scanner.position();
    scanner.advance();
    if (filler) {
      continue;
    }
    if (semicolon) {
      closed = closed || end > 0;
      continue;
    }
    if (closed) {
      return fail(kSqlNotOneSelect, "more than one SQL statement in a query",
                  "put each statement in a step of its own");
    }
    begin = std::min(begin, start);
    end = scanner.position();
  }
  if (end == 0) {
    return fail(kSqlNotOneSelect, "the query is empty", "write a SELECT");
  }
  return std::string(sql.substr(begin, std::min(end, sql.size()) - begin));
}

}  // namespace osiris::exchange
