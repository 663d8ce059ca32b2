#pragma once
// Dates and times as a file writes them that does not follow ISO 8601.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

/// A form such as `%d.%m.%Y %H:%M`, in the words of strptime: %Y %y %m %b %B %d, %H %I %p %M %S %f
/// %z, %F for %Y-%m-%d, %T for %H:%M:%S, %% for a percent sign. Numbers may leave out a leading
/// zero; names of months are English, in any case; two digits of a year from 69 on mean 19xx.
class DateForm {
 public:
  enum class Holds { kDate, kTimestamp };

  /// Reads a form; nothing if it names no whole day, has a directive that is not known, the same
  /// one twice, or holds a time where it should not, or none where it should.
  static std::optional<DateForm> parse(std::string_view form, Holds holds);

  /// Returns a text of the form in ISO 8601, as parse_temporal() takes it; nothing if it is of
  /// another form or no real day and time.
  std::optional<std::string> to_iso(std::string_view text) const;

 private:
  std::string pieces_;  ///< Directives as their letter after a %, anything else as itself.
};

/// How a file writes dates and times, where it is not as ISO 8601 does.
struct DateForms {
  std::optional<DateForm> date;
  std::optional<DateForm> timestamp;

  bool is_plain() const { return !date && !timestamp; }
  /// Returns a text in ISO 8601 if it is of one of the forms; else the text itself, unless it is a
  /// date or a timestamp in ISO 8601 and these have a form.
  std::optional<std::string> to_plain(std::string_view text) const;
};

}  // namespace osiris::components
