#include "components/mysql.extractor/query_check.h"

#include "osiris/base/text.h"
#include "osiris/exchange/query_binder.h"

#include <algorithm>
#include <array>

namespace osiris::components::mysql {
namespace {

constexpr std::array<std::string_view, 7> kReading{"SELECT", "WITH",     "TABLE", "VALUES",
                                                   "SHOW",   "DESCRIBE", "DESC"};
// What WITH may be followed by, in the end. The other ones write.
constexpr std::array<std::string_view, 7> kAfterWith{"SELECT", "TABLE",  "VALUES", "INSERT",
                                                     "UPDATE", "DELETE", "REPLACE"};
constexpr std::size_t kReadingAfterWith = 3;

/// Where in a text something is wrong, in words.
std::string place_in(std::string_view sql, std::size_t offset) {
  const std::string_view before = sql.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 if there is none.
  return "line " + std::to_string(line) + ", column " +
         std::to_string(count_code_points(before.substr(line_begin)) + 1);
}

Error at(const ErrorCode& code, std::size_t offset, std::string message, std::string hint) {
  return make_error(code, std::move(message), std::move(hint))
      .with(std::string(exchange::kOffsetDetail), std::to_string(offset));
}

Error malformed(std::string_view sql, const SqlProblem& problem) {
  return at(kQueryMalformed, problem.offset, place_in(sql, problem.offset) + ": " + problem.what,
            "correct the SQL");
}

Error writes(std::string_view sql, const SqlToken& token, const std::string& what) {
  return at(kNotReadOnly, token.offset, place_in(sql, token.offset) + ": " + what,
            "let it be one SELECT; what a pipeline makes, its writers write");
}

using Tokens = std::vector<SqlToken>;

/// Looks for what makes even a SELECT do more than read.
Status check_clauses(std::string_view sql, const Tokens& tokens) {
  const auto follows = [&tokens](std::size_t i, std::string_view keyword) {
    return i < tokens.size() && tokens[i].is(keyword);
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const SqlToken& token = tokens[i];
    if (token.is("INTO")) {
      return fail(writes(sql, token,
                         "INTO puts the rows into a file or a variable of the server instead of "
                         "giving them to the pipeline"));
    }
    if (token.is("FOR") && (follows(i + 1, "UPDATE") || follows(i + 1, "SHARE"))) {
      return fail(writes(sql, token, "FOR " + std::string(tokens[i + 1].text) + " locks rows"));
    }
    if (token.is("LOCK") && follows(i + 1, "IN") && follows(i + 2, "SHARE")) {
      return fail(writes(sql, token, "LOCK IN SHARE MODE locks rows"));
    }
    if (token.is_symbol('?')) {
      return fail(at(kQueryMalformed, token.offset,
                     place_in(sql, token.offset) + ": nothing is given for ?",
                     "write the value, or a parameter of the pipeline: `${params.name}`"));
    }
  }
  return {};
}

/// Finds what the statement is, by its first word, or by the first one behind WITH and its queries.
Status check_verb(std::string_view sql, const Tokens& tokens) {
  const auto first = std::find_if(tokens.begin(), tokens.end(),
                                  [](const SqlToken& token) { return !token.is_symbol('('); });
  if (first == tokens.end()) {
    return fail(at(kQueryMalformed, 0, "the query is empty", "write a SELECT"));
  }
  const auto is_one_of = [](const SqlToken& token, const auto& words, std::size_t count) {
    return !token.in_comment &&
           std::any_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count),
                       [&token](std::string_view word) { return token.is(word); });
  };
  if (!is_one_of(*first, kReading, kReading.size())) {
    return fail(writes(sql, *first,
                       "the statement begins with '" + printable(first->text) +
                           "', not with SELECT or another word that only reads"));
  }
  if (!first->is("WITH")) {
    return {};
  }
  const auto verb = std::find_if(first, tokens.end(), [&](const SqlToken& token) {
    return token.depth == first->depth && is_one_of(token, kAfterWith, kAfterWith.size());
  });
  if (verb == tokens.end() || !is_one_of(*verb, kAfterWith, kReadingAfterWith)) {
    const SqlToken& blamed = verb == tokens.end() ? *first : *verb;
    return fail(writes(sql, blamed,
                       verb == tokens.end() ? "no SELECT follows WITH"
                                            : "WITH is followed by '" + printable(verb->text) +
                                                  "', which does not only read"));
  }
  return {};
}

}  // namespace

Result<std::string> check_query(std::string_view query, const SqlQuotes& quotes) {
  const SqlTokens scanned = scan_sql(query, quotes);
  Tokens tokens = scanned.tokens;
  const auto semicolon = std::find_if(tokens.begin(), tokens.end(),
                                      [](const SqlToken& token) { return token.is_symbol(';'); });
  if (semicolon != tokens.end() && semicolon + 1 != tokens.end()) {
    return fail(writes(query, *(semicolon + 1),
                       "a second statement begins with '" + printable((semicolon + 1)->text) +
                           "'; a query is one statement"));
  }
  const std::size_t end = semicolon == tokens.end() ? query.size() : semicolon->offset;
  tokens.erase(semicolon, tokens.end());
  OSIRIS_CHECKED(check_clauses(query, tokens));
  if (scanned.problem) {
    return fail(malformed(query, *scanned.problem));
  }
  OSIRIS_CHECKED(check_verb(query, tokens));
  return std::string(query.substr(0, end));
}

Status check_condition(std::string_view condition, const SqlQuotes& quotes) {
  const SqlTokens scanned = scan_sql(condition, quotes);
  OSIRIS_CHECKED(check_clauses(condition, scanned.tokens));
  if (scanned.problem) {
    return fail(malformed(condition, *scanned.problem));
  }
  for (const SqlToken& token : scanned.tokens) {
    if (token.is_symbol(';')) {
      return fail(malformed(condition, {token.offset, "a condition has no semicolon"}));
    }
  }
  if (scanned.tokens.empty()) {
    return fail(malformed(condition, {0, "the condition is empty"}));
  }
  return {};
}

}  // namespace osiris::components::mysql
