#include "components/mysql/grants.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace osiris::components::mysql {
namespace {

constexpr std::string_view kAllRights[] = {"SELECT", "INSERT", "UPDATE", "DELETE",
                                           "CREATE", "DROP",   "ALTER"};

/// Finds a text where it stands neither in a quoted name nor in parentheses.
std::size_t find_outside(std::string_view line, std::string_view wanted) {
  char quote = '\0';
  int depth = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char letter = line[i];
    if (quote != '\0') {
      quote = letter == quote ? '\0' : quote;  // A doubled one ends it and begins it again.
      continue;
    }
    if (depth == 0 && line.substr(i, wanted.size()) == wanted) {
      return i;
    }
    quote = letter == '`' || letter == '\'' || letter == '"' ? letter : '\0';
    depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
  }
  return std::string_view::npos;
}

/// Takes a name from the front of `text`: `a``b` -> a`b.
std::optional<std::string> take_name(std::string_view& text) {
  if (text.empty() || (text.front() != '`' && text.front() != '"')) {
    return std::nullopt;
  }
  const char quote = text.front();
  std::string name;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] != quote) {
      name += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == quote) {
      name += text[i++];
    } else {
      text.remove_prefix(i + 1);
      return name;
    }
  }
  return std::nullopt;
}

/// One place of a pattern.
struct Place {
  enum class Kind { kLetter, kAnyLetter, kAnyText } kind = Kind::kLetter;
  char letter = '\0';
};

std::vector<Place> read_pattern(std::string_view pattern) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      places.push_back({.letter = pattern[++i]});
    } else if (pattern[i] == '%') {
      places.push_back({.kind = Place::Kind::kAnyText});
    } else if (pattern[i] == '_') {
      places.push_back({.kind = Place::Kind::kAnyLetter});
    } else {
      places.push_back({.letter = pattern[i]});
    }
  }
  return places;
}

/// Tells whether a name matches a database of a grant: % is any text, _ any byte, \ takes that
/// away.
bool matches_pattern(std::string_view pattern, std::string_view name) {
  const std::vector<Place> places = read_pattern(pattern);
  std::size_t place = 0;
  std::size_t at = 0;
  std::size_t after_text = std::string_view::npos;  // The place behind the last %, ...
  std::size_t text_end = 0;                         // ... and where its text ends so far.
  while (at < name.size()) {
    const bool is_there = place < places.size();
    if (is_there && places[place].kind == Place::Kind::kAnyText) {
      after_text = ++place;
      text_end = at;
    } else if (is_there && (places[place].kind == Place::Kind::kAnyLetter ||
                            places[place].letter == name[at])) {
      ++place;
      ++at;
    } else if (after_text != std::string_view::npos) {
      place = after_text;
      at = ++text_end;
    } else {
      return false;
    }
  }
  return std::all_of(places.begin() + static_cast<std::ptrdiff_t>(place), places.end(),
                     [](const Place& left) { return left.kind == Place::Kind::kAnyText; });
}

void add_right(std::string_view word, std::set<std::string>& rights) {
  if (word == "ALL PRIVILEGES" || word == "ALL") {
    rights.insert(std::begin(kAllRights), std::end(kAllRights));
  } else {
    rights.emplace(word);
  }
}

}  // namespace

Grants::Grants(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    take(line);
  }
}

void Grants::take(std::string_view line) {
  constexpr std::string_view kBegin = "GRANT ";
  if (!line.starts_with(kBegin)) {
    return;
  }
  line.remove_prefix(kBegin.size());
  const std::size_t on = find_outside(line, " ON ");
  if (on == std::string_view::npos) {
    has_roles_ = true;
    return;
  }
  Grant grant;
  std::string_view words = line.substr(0, on);
  while (!words.empty()) {
    const std::size_t end = std::min(find_outside(words, ","), words.size());
    const std::string_view word = trim(words.substr(0, end));
    const std::size_t columns = word.find(" (");
    add_right(word.substr(0, columns), columns == std::string_view::npos
                                           ? grant.rights.everywhere
                                           : grant.rights.some_tables);
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  std::string_view object = line.substr(on + 4);
  if (!object.starts_with("*.*")) {
    const auto database = take_name(object);
    if (!database.has_value() || !object.starts_with(".")) {
      return;  // A procedure, or another user.
    }
    grant.database = *database;
    grant.is_table = !object.starts_with(".*");
  }
  grants_.push_back(std::move(grant));
}

Rights Grants::in(std::string_view database) const {
  Rights found;
  for (const Grant& grant : grants_) {
    const bool is_meant =
        database.empty() || grant.database.empty() ||
        (grant.is_table ? grant.database == database : matches_pattern(grant.database, database));
    if (is_meant) {
      const std::set<std::string>& whole = grant.rights.everywhere;
      const std::set<std::string>& part = grant.rights.some_tables;
      (grant.is_table ? found.some_tables : found.everywhere).insert(whole.begin(), whole.end());
      found.some_tables.insert(part.begin(), part.end());
    }
  }
  return found;
}

}  // namespace osiris::components::mysql
