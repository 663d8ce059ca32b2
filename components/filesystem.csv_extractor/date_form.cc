#include "components/filesystem.csv_extractor/date_form.h"

#include "components/filesystem/temporal_text.h"
#include "osiris/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace osiris::components {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
constexpr std::size_t kShortMonth = 3;
constexpr int kFirstYearOf19xx = 69;

/// What a text says, directive by directive.
struct Moment {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::string_view fraction;
  std::optional<bool> afternoon;
  std::string zone;
};

/// Reads the pieces of one text from its start to its end.
class MomentReader {
 public:
  explicit MomentReader(std::string_view text) : rest_(text) {}

  bool read(char directive) {
    switch (directive) {
      case 'Y':
        return read_number(4, 4, moment_.year);
      case 'y':
        if (!read_number(2, 2, moment_.year)) {
          return false;
        }
        moment_.year += moment_.year < kFirstYearOf19xx ? 2000 : 1900;
        return true;
      case 'm':
        return read_number(1, 2, moment_.month);
      case 'b':
      case 'B':
        return read_month(directive == 'B');
      case 'd':
        return read_number(1, 2, moment_.day);
      case 'H':
      case 'I':
        return read_number(1, 2, moment_.hour) &&
               (directive == 'H' || (moment_.hour >= 1 && moment_.hour <= 12));
      case 'M':
        return read_number(1, 2, moment_.minute);
      case 'S':
        return read_number(1, 2, moment_.second);
      case 'f':
        return read_fraction();
      case 'p':
        return read_half_of_day();
      case 'z':
        return read_zone();
      default:
        return read_literal(directive);  // "%%"
    }
  }

  bool read_literal(char literal) {
    const bool found = !rest_.empty() && rest_.front() == literal;
    rest_.remove_prefix(found ? 1 : 0);
    return found;
  }

  bool at_end() const { return rest_.empty(); }
  const Moment& moment() const { return moment_; }

 private:
  std::string_view take_digits(std::size_t most) {
    std::size_t length = 0;
    while (length < std::min(most, rest_.size()) && is_digit(rest_[length])) {
      ++length;
    }
    const std::string_view digits = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return digits;
  }

  bool read_number(std::size_t least, std::size_t most, int& number) {
    const std::string_view digits = take_digits(most);
    number = 0;
    for (const char digit : digits) {
      number = number * 10 + (digit - '0');
    }
    return digits.size() >= least;
  }

  bool read_month(bool whole) {
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
      const std::string_view name = whole ? kMonths[i] : kMonths[i].substr(0, kShortMonth);
      if (to_lower(rest_.substr(0, name.size())) == name) {
        moment_.month = static_cast<int>(i) + 1;
        rest_.remove_prefix(name.size());
        return true;
      }
    }
    return false;
  }

  bool read_fraction() {
    constexpr std::size_t kDigitsMax = 9;
    moment_.fraction = take_digits(kDigitsMax);
    return !moment_.fraction.empty();
  }

  bool read_half_of_day() {
    const std::string half = to_lower(rest_.substr(0, 2));
    if (half != "am" && half != "pm") {
      return false;
    }
    moment_.afternoon = half == "pm";
    rest_.remove_prefix(2);
    return true;
  }

  bool read_zone() {
    if (read_literal('Z')) {
      moment_.zone = "Z";
      return true;
    }
    const char sign = rest_.empty() ? ' ' : rest_.front();
    if (sign != '+' && sign != '-') {
      return false;
    }
    rest_.remove_prefix(1);
    const std::string_view hours = take_digits(2);
    const bool has_colon = read_literal(':');
    const std::string_view minutes = take_digits(2);
    moment_.zone = sign + std::string(hours) + (minutes.empty() ? "" : ":" + std::string(minutes));
    return hours.size() == 2 && (minutes.size() == 2 || (minutes.empty() && !has_colon));
  }

  std::string_view rest_;
  Moment moment_;
};

int hour_of_day(const Moment& moment) {
  constexpr int kNoon = 12;
  return moment.afternoon ? moment.hour % kNoon + (*moment.afternoon ? kNoon : 0) : moment.hour;
}

/// Spells out the directives that stand for several.
std::string spelt_out(std::string_view form) {
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const std::string_view pair = form.substr(i, 2);
    if (pair == "%F" || pair == "%T") {
      text += pair == "%F" ? "%Y-%m-%d" : "%H:%M:%S";
      ++i;
    } else if (pair == "%%") {
      text += pair;
      ++i;
    } else {
      text += form[i];
    }
  }
  return text;
}

/// Returns the directives of a form; nothing if one is not known or stands there twice.
std::optional<std::string> directives_of(std::string_view pieces) {
  constexpr std::string_view kKnown = "YymbBdHIpMSfz";
  std::string found;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i] != '%') {
      continue;
    }
    const char directive = ++i < pieces.size() ? pieces[i] : ' ';
    if (directive == '%') {
      continue;
    }
    if (kKnown.find(directive) == std::string_view::npos ||
        found.find(directive) != std::string::npos) {
      return std::nullopt;
    }
    found += directive;
  }
  return found;
}

bool has_one_of(std::string_view directives, std::string_view wanted) {
  const auto count = std::count_if(directives.begin(), directives.end(), [&](char directive) {
    return wanted.find(directive) != std::string_view::npos;
  });
  return count == 1;
}

}  // namespace

std::optional<DateForm> DateForm::parse(std::string_view form, Holds holds) {
  DateForm parsed;
  parsed.pieces_ = spelt_out(form);
  const auto directives = directives_of(parsed.pieces_);
  if (!directives) {
    return std::nullopt;
  }
  const auto has = [&](char directive) { return directives->find(directive) != std::string::npos; };
  const bool has_day = has_one_of(*directives, "Yy") && has_one_of(*directives, "mbB") && has('d');
  const bool has_any_time = directives->find_first_of("HIpMSfz") != std::string::npos;
  const bool has_time = has_one_of(*directives, "HI") && has('I') == has('p') &&
                        (!has('S') || has('M')) && (!has('f') || has('S'));
  const bool fits = holds == Holds::kDate ? !has_any_time : has_time;
  return has_day && fits ? std::optional(std::move(parsed)) : std::nullopt;
}

std::optional<std::string> DateForm::to_iso(std::string_view text) const {
  MomentReader reader(text);
  bool has_time = false;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const bool is_directive = pieces_[i] == '%';
    i += is_directive ? 1 : 0;
    if (is_directive ? !reader.read(pieces_[i]) : !reader.read_literal(pieces_[i])) {
      return std::nullopt;
    }
    has_time |= is_directive && (pieces_[i] == 'H' || pieces_[i] == 'I');
  }
  if (!reader.at_end()) {
    return std::nullopt;
  }
  const Moment& moment = reader.moment();
  std::string iso = fmt::format("{:04}-{:02}-{:02}", moment.year, moment.month, moment.day);
  if (has_time) {
    iso += fmt::format(" {:02}:{:02}:{:02}", hour_of_day(moment), moment.minute, moment.second);
    iso += moment.fraction.empty() ? "" : "." + std::string(moment.fraction);
    iso += moment.zone;
  }
  return parse_temporal(iso) ? std::optional(std::move(iso)) : std::nullopt;
}

std::optional<std::string> DateForms::to_plain(std::string_view text) const {
  for (const auto* form : {&date, &timestamp}) {
    if (*form) {
      if (auto iso = (*form)->to_iso(text)) {
        return iso;
      }
    }
  }
  const auto value = parse_temporal(text);
  const bool is_refused =
      value &&
      ((value->form == TemporalForm::kDate && date) ||
       ((value->form == TemporalForm::kTimestamp || value->form == TemporalForm::kInstant) &&
        timestamp));
  return is_refused ? std::nullopt : std::optional(std::string(text));
}

}  // namespace osiris::components
