#pragma once
// Texts that look like dates which cannot be read without being told how.

#include <string>
#include <string_view>

namespace osiris::components {

/// Looks at the values of one column: whether all of them are three numbers such as 03/04/2024, and
/// in which order these can be.
class DayMonthGuess {
 public:
  /// Takes the next value; nothing more matters after one that does not look like a date.
  void look(std::string_view text);
  /// Also false if all values have the form of ISO 8601: what is not read then is no real day.
  bool looks_like_dates() const { return count_ > 0 && alike_ && !all_iso_; }
  /// Returns the forms that all values fit, for people: "%d/%m/%Y", or two of them if the order of
  /// day and month cannot be told; with the time that the first value has.
  std::string forms() const;
  /// Tells whether the first value has a time of day too.
  bool has_time() const { return !time_form_.empty(); }
  /// Tells whether day and month can be either way round.
  bool is_ambiguous() const { return !year_first_ && day_may_lead_ && month_may_lead_; }

 private:
  bool alike_ = true;
  bool all_iso_ = true;
  bool year_first_ = false;
  bool day_may_lead_ = true;
  bool month_may_lead_ = true;
  char divider_ = '\0';
  std::string time_form_;
  int count_ = 0;
};

}  // namespace osiris::components
