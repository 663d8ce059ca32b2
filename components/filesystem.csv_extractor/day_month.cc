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

bool in_range(std::string_view digits, int most) {
  const auto number = parse_integer(digits);
  return !digits.empty() && digits.size() <= 2 && number && *number >= 1 && *number <= most;
}

}  // namespace

void DayMonthGuess::look(std::string_view text) {
  constexpr int kDays = 31;
  constexpr int kMonths = 12;
  constexpr std::size_t kYearDigits = 4;
  const auto numbers = alike_ ? take_apart(text) : std::nullopt;
  if (!numbers || (count_ > 0 && numbers->divider != divider_)) {
    alike_ = false;
    return;
  }
  const bool year_first = numbers->digits[0].size() == kYearDigits;
  const std::string_view first = numbers->digits[year_first ? 1 : 0];
  const std::string_view second = numbers->digits[year_first ? 2 : 1];
  const std::string_view year = numbers->digits[year_first ? 0 : 2];
  constexpr std::size_t kIsoDigits = 2;
  all_iso_ = all_iso_ && year_first && numbers->divider == '-' && first.size() == kIsoDigits &&
             second.size() == kIsoDigits;
  day_may_lead_ = day_may_lead_ && in_range(first, kDays) && in_range(second, kMonths);
  month_may_lead_ = month_may_lead_ && in_range(first, kMonths) && in_range(second, kDays);
  alike_ = year.size() == kYearDigits && (count_ == 0 || year_first == year_first_) &&
           (year_first ? month_may_lead_ : day_may_lead_ || month_may_lead_);
  year_first_ = year_first;
  time_form_ = count_ == 0 ? time_form_of(text) : time_form_;
  divider_ = numbers->divider;
  ++count_;
}

std::string DayMonthGuess::forms() const {
  const std::string divider(1, divider_);
  const std::string day_first = "%d" + divider + "%m" + divider + "%Y" + time_form_;
  const std::string month_first = "%m" + divider + "%d" + divider + "%Y" + time_form_;
  if (year_first_) {
    return "\"%Y" + divider + "%m" + divider + "%d" + time_form_ + "\"";
  }
  if (is_ambiguous()) {
    return "\"" + day_first + "\" or \"" + month_first + "\"";
  }
  return "\"" + (day_may_lead_ ? day_first : month_first) + "\"";
}

}  // namespace osiris::components
