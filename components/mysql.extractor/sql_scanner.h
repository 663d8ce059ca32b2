#pragma once
// The words of a statement as MySQL and MariaDB read them: what stands in strings, quoted names and
// comments is no word.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

/// What the server's SQL mode says about quotes.
struct SqlQuotes {
  bool backslash_escapes = true;     ///< No NO_BACKSLASH_ESCAPES.
  bool double_quotes_names = false;  ///< ANSI_QUOTES.

  /// Reads them off `@@sql_mode`.
  static SqlQuotes of_mode(std::string_view sql_mode);
};

/// What a token is.
enum class SqlTokenKind : std::uint8_t {
  kWord,    ///< A keyword, a name without quotes, a number.
  kQuoted,  ///< A string or a name in quotes.
  kSymbol,  ///< One other character.
};

struct SqlToken {
  SqlTokenKind kind = SqlTokenKind::kSymbol;
  std::string_view text;   ///< In the statement.
  std::size_t offset = 0;  ///< In bytes.
  int depth = 0;  ///< So many parentheses are open; a parenthesis itself is outside of its pair.
  bool after_point = false;  ///< Behind a `.`, where every word is a name.
  bool in_comment = false;   ///< In a comment like `/*!50000 … */`, which some servers run.

  /// Tells whether it is this keyword, given in upper case.
  bool is(std::string_view keyword) const;
  bool is_symbol(char symbol) const;
};

/// Where a text is no SQL, and why.
struct SqlProblem {
  std::size_t offset = 0;
  std::string what;
};

/// A scanned statement. With a problem, the tokens in front of it.
struct SqlTokens {
  std::vector<SqlToken> tokens;
  std::optional<SqlProblem> problem;
};

/// Scans a statement, whose text must outlive the tokens. What some servers take as a comment and
/// others as code is scanned as code, and must not hold what makes its end depend on that.
/// Source: MySQL 8.0 Reference Manual, "Comments", "String Literals", "Schema Object Names".
SqlTokens scan_sql(std::string_view sql, const SqlQuotes& quotes);

}  // namespace osiris::components::mysql
