// Any text is scanned as SQL without harm: tokens stand where they say, what was accepted is
// accepted again, and a condition that was accepted stays within its parentheses.

#include "fuzz_target.h"

#include "components/mysql.extractor/query_check.h"
#include "osiris/base/check.h"

#include <string>

namespace osiris {
namespace {

using namespace components::mysql;

void check_tokens(std::string_view sql, const SqlQuotes& quotes) {
  const SqlTokens scanned = scan_sql(sql, quotes);
  std::size_t end = 0;
  for (const SqlToken& token : scanned.tokens) {
    OSIRIS_CHECK(token.offset >= end && !token.text.empty(), "tokens follow one another");
    OSIRIS_CHECK(sql.substr(token.offset, token.text.size()) == token.text,
                 "a token stands where it says");
    OSIRIS_CHECK(token.depth >= 0, "no parenthesis is closed that was not opened");
    end = token.offset + token.text.size();
  }
  OSIRIS_CHECK(!scanned.problem || scanned.problem->offset <= sql.size(), "so does a problem");
}

void check_verdicts(std::string_view text, const SqlQuotes& quotes) {
  if (const auto query = check_query(text, quotes)) {
    OSIRIS_CHECK(text.find(*query) != text.npos, "a query is taken as it is");
    const auto again = check_query(*query, quotes);
    OSIRIS_CHECK(again && *again == *query, "what was accepted is accepted again");
  }
  if (check_condition(text, quotes)) {
    const std::string query = "SELECT 1 FROM t WHERE (\n" + std::string(text) + "\n) AND (TRUE)";
    OSIRIS_CHECK(check_query(query, quotes).has_value(), "a condition ends within its parentheses");
  }
}

}  // namespace

void try_input(std::string_view text) {
  for (const bool backslashes : {false, true}) {
    for (const bool names : {false, true}) {
      const SqlQuotes quotes{.backslash_escapes = backslashes, .double_quotes_names = names};
      check_tokens(text, quotes);
      check_verdicts(text, quotes);
    }
  }
}

}  // namespace osiris
