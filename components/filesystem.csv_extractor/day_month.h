#pragma once
// Texts that look like dates which cannot be read without being told how.

#include <cstdint>
#include <string>
#include <string_view>

namespace osiris::components {

/// Looks at the values of one column: whether nearly all of them are three numbers such as
/// 03/04/2024 or 3.4.24, in which order these can be, or have an English month such as 1 Jan 2024.
class DayMonthGuess {
 public:
  /// Takes the next value; returns whether it looks like a date of the same form as those before.
  bool look(std::string_view text);
  /// False if a tenth of the values or more look otherwise; also if all have the form of ISO 8601:
  /// what is not read then is no real day.
  bool looks_like_dates() const {
    return count_ > 0 && alike_ && !all_iso_ && others_ * 10 < others_ + count_;
  }
  /// Returns the forms that these values fit, for people: "%d/%m/%Y", or two of them if the order
  /// of day and month cannot be told; with the time that the first value has.
  std::string forms() const;
  /// Tells whether the first value has a time of day too.
  bool has_time() const { return !time_form_.empty(); }
  /// Tells whether day and month can be either way round.
  bool is_ambiguous() const {
    return named_form_.empty() && !year_first_ && day_may_lead_ && month_may_lead_;
  }

 private:
  bool look_at_numbers(std::string_view text);
  bool look_at_name(const std::string& form, bool is_long);

  bool alike_ = true;
  bool all_iso_ = true;
  bool year_first_ = false;
  bool day_may_lead_ = true;
  bool month_may_lead_ = true;
  bool short_year_ = false;
  char divider_ = '\0';
  std::string named_form_;  ///< With %b; of dates with the name of a month.
  bool long_names_ = false;
  std::string time_form_;
  std::int64_t count_ = 0;
  std::int64_t others_ = 0;
};

}  // namespace osiris::components
