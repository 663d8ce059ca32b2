#include "components/filesystem.csv_extractor/day_month.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace osiris::components {
namespace {

struct ThreeNumbers {
  std::array<std::string_view, 3> digits;
  char divider = '\0';
};

/// Takes `1/2/2024` apart; what follows a blank is a time of day and does not matter.
std::optional<ThreeNumbers> take_apart(std::string_view text) {
  text = text.substr(0, text.find(' '));
  ThreeNumbers numbers;
  std::size_t part = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_digit(text[i])) {
      continue;
    }
    const bool is_divider = i < text.size() &&
                            (text[i] == '/' || text[i] == '.' || text[i] == '-') &&
                            (numbers.divider == '\0' || numbers.divider == text[i]);
    if (part == numbers.digits.size() || (i < text.size() && !is_divider)) {
      return std::nullopt;
    }
    numbers.digits[part++] = text.substr(start, i - start);
    numbers.divider = i < text.size() ? text[i] : numbers.divider;
    start = i + 1;
  }
  return part == numbers.digits.size() ? std::optional(numbers) : std::nullopt;
}

/// Returns the form of the time of day behind a date, as far as it is a usual one.
std::string time_form_of(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) {
    return {};
  }
  const std::string_view time = text.substr(blank);
  const auto colons = std::count(time.begin(), time.end(), ':');
  const std::string half = to_lower(time).find('m') == std::string::npos ? "" : " %p";
  const std::string hours = half.empty() ? " %H" : " %I";
  return hours + (colons > 0 ? ":%M" : "") + (colons > 1 ? ":%S" : "") +
         (time.find('.') == std::string_view::npos ? "" : ".%f") + half;
}

struct NamedDate {
  std::string form;  ///< With %b, whatever the length of the month.
  bool is_long = false;
};

/// Returns how many letters of an English month a text begins with: three or all; else 0.
std::size_t month_letters(std::string_view text) {
  constexpr std::size_t kShort = 3;
  const std::string lower = to_lower(text);
  const std::size_t letters =
      std::min(lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), lower.size());
  const std::string word = lower.substr(0, letters);
  for (const std::string_view month :
       {"january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december"}) {
    if (word == month || word == month.substr(0, kShort)) {
      return letters;
    }
  }
  return 0;
}

/// Takes `1 Jan 2024` or `Jan 1, 2024` apart, perhaps with a time of day behind it.
std::optional<NamedDate> named_date(std::string_view text) {
  constexpr std::size_t kShort = 3;
  constexpr std::size_t kYearDigits = 4;
  NamedDate date;
  bool has_month = false;
  bool has_day = false;
  for (std::size_t digits = 0; !text.empty(); text.remove_prefix(digits)) {
    const std::size_t letters = has_month ? 0 : month_letters(text);
    digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (letters > 0) {
      has_month = true;
      date.is_long = letters > kShort;
      date.form += "%b";
      digits = letters;
    } else if (digits == 1 || digits == 2) {
      if (has_day) {
        return std::nullopt;
      }
      has_day = true;
      date.form += "%d";
    } else if (digits == kYearDigits && has_month && has_day) {
      const std::string_view rest = text.substr(digits);
      date.form += "%Y" + time_form_of(text);
      const bool is_time = rest.starts_with(' ') && rest.find(':') != std::string_view::npos;
      return rest.empty() || is_time ? std::optional(date) : std::nullopt;
    } else if (digits == 0 && !date.form.empty() &&
               std::string_view(" -/.,").find(text.front()) != std::string_view::npos) {
      date.form += text.front();
      digits = 1;
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

bool in_range(std::string_view digits, int most) {
  const auto number = parse_integer(digits);
  return !digits.empty() && digits.size() <= 2 && number && *number >= 1 && *number <= most;
}

}  // namespace

bool DayMonthGuess::look(std::string_view text) {
  const auto named = named_date(text);
  const bool fits = named ? look_at_name(named->form, named->is_long) : look_at_numbers(text);
  count_ += fits ? 1 : 0;
  others_ += fits ? 0 : 1;
  return fits;
}

bool DayMonthGuess::look_at_name(const std::string& form, bool is_long) {
  if (count_ > 0 && named_form_ != form) {
    return false;
  }
  named_form_ = form;
  long_names_ |= is_long;
  all_iso_ = false;
  time_form_ = form.find("%M") == std::string::npos ? "" : form.substr(form.find_last_of('Y') + 1);
  return true;
}

bool DayMonthGuess::look_at_numbers(std::string_view text) {
  constexpr int kDays = 31;
  constexpr int kMonths = 12;
  constexpr std::size_t kYearDigits = 4;
  const auto numbers = take_apart(text);
  if (!numbers || !named_form_.empty() || (count_ > 0 && numbers->divider != divider_)) {
    return false;
  }
  const bool year_first = numbers->digits[0].size() == kYearDigits;
  const std::string_view first = numbers->digits[year_first ? 1 : 0];
  const std::string_view second = numbers->digits[year_first ? 2 : 1];
  const std::string_view year = numbers->digits[year_first ? 0 : 2];
  constexpr std::size_t kTwoDigits = 2;
  const bool are_padded = first.size() == kTwoDigits && second.size() == kTwoDigits;
  // Two digits of a year are the third number of a version, too, unless slashes stand between.
  const bool short_year =
      year.size() == kTwoDigits && (are_padded || numbers->divider == '/') && !year_first;
  const bool day_leads = in_range(first, kDays) && in_range(second, kMonths);
  const bool month_leads = in_range(first, kMonths) && in_range(second, kDays);
  const bool same_years = year_first == year_first_ && short_year == short_year_;
  if ((year.size() != kYearDigits && !short_year) || (count_ > 0 && !same_years) ||
      !(year_first ? month_leads : day_leads || month_leads)) {
    return false;
  }
  all_iso_ = all_iso_ && year_first && numbers->divider == '-' && are_padded;
  day_may_lead_ = day_may_lead_ && day_leads;
  month_may_lead_ = month_may_lead_ && month_leads;
  alike_ = alike_ && (day_may_lead_ || month_may_lead_);
  year_first_ = year_first;
  short_year_ = short_year;
  time_form_ = count_ == 0 ? time_form_of(text) : time_form_;
  divider_ = numbers->divider;
  return true;
}

std::string DayMonthGuess::forms() const {
  if (!named_form_.empty()) {
    std::string form = named_form_;
    if (long_names_) {
      form.replace(form.find("%b"), 2, "%B");
    }
    return "\"" + form + "\"";
  }
  const std::string divider(1, divider_);
  const std::string year = short_year_ ? "%y" : "%Y";
  const std::string day_first = "%d" + divider + "%m" + divider + year + time_form_;
  const std::string month_first = "%m" + divider + "%d" + divider + year + time_form_;
  if (year_first_) {
    return "\"%Y" + divider + "%m" + divider + "%d" + time_form_ + "\"";
  }
  if (is_ambiguous()) {
    return "\"" + day_first + "\" or \"" + month_first + "\"";
  }
  return "\"" + (day_may_lead_ ? day_first : month_first) + "\"";
}

}  // namespace osiris::components
