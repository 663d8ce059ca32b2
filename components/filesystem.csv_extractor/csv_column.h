#pragma once
// One column of a CSV file: learns its type value by value, then stores values of that type.

#include "components/filesystem.csv_extractor/csv_scanner.h"
#include "components/filesystem.csv_extractor/options.h"
#include "components/filesystem.csv_extractor/quick_parse.h"
#include "components/filesystem.csv_extractor/value_kind.h"
#include "osiris/exchange/row_batch.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace osiris::components {

/// What was asked of a column.
struct ColumnRule {
  bool selected = true;                               ///< False: the column is passed over.
  std::optional<exchange::ColumnType> declared = {};  ///< Its type; every value must fit.
  bool dates_allowed = true;                          ///< False: dates and times are text.
  bool dates_required = false;                        ///< Anything but dates and times is an error.
  bool empty_as_null = true;                          ///< False: the empty field is a text.
  NumberForm numbers = {};                            ///< How numbers are written.
  DateForms date_forms = {};                          ///< How dates and times are written.
};

/// A value and where it stands.
struct Sighting {
  std::int64_t line = 0;
  std::string value;
};

/// What became of a value.
enum class Taken {
  kStored,
  kRetyped,  ///< Not stored: with it the column has another type.
  kRefused,  ///< It breaks the column's rule.
};

class CsvColumn {
 public:
  /// `null_words` mean NULL, as the empty field does unless the rule says otherwise.
  CsvColumn(std::string name, ColumnRule rule, const Dialect& dialect,
            std::vector<std::string> null_words);

  /// Learns from the next value; false if it breaks the rule.
  bool look(const RawField& field, std::int64_t line) {
    if (field.text.empty()) {
      return rule_.empty_as_null || look_closely(field, line);
    }
    return parse_usual(field.text, [](auto) {}) || look_closely(field, line);
  }

  /// Tells whether a value fits what the options ask of the column; learns nothing from it. True of
  /// every value if they ask nothing. `scratch` is a column of type(), which is emptied.
  bool fits(const RawField& field, exchange::ColumnBuilder& scratch) const;
  /// Tells whether there are values that do not fit.
  bool is_picky() const;

  /// Starts over at the first value: from now on values are stored as `type()`.
  void start_storing();
  /// Stores the next value in `target`, a column of the type. In a text column, quotes make a value
  /// of the empty field and of null words; in any other they are NULL.
  Taken store(const RawField& field, std::int64_t line, exchange::ColumnBuilder& target) {
    if (store_usual(field, target)) {
      return Taken::kStored;
    }
    return store_closely(field, line, target);
  }

  const std::string& name() const { return name_; }
  const ColumnRule& rule() const { return rule_; }
  /// Returns the declared type, else the narrowest that holds all values so far.
  exchange::ColumnType type() const;
  /// Returns the value that took the column from `type`, which it had at some time, to the one it
  /// has; null if it still has it.
  const Sighting* first_beyond(const exchange::ColumnType& type) const;
  bool is_null_word(std::string_view text) const;
  /// Returns the kind of a value that is not empty, as the rule lets the column read it.
  KindSet kind(const RawField& field) const;
  /// Tells whether there were values that the column learned from.
  bool saw_values() const { return kinds_ != 0; }
  /// Returns the first value that is text; null if there is none.
  const Sighting* first_text() const;
  /// Returns how many numbers DOUBLE rounds; 0 for a column of another type.
  std::int64_t rounded_count() const;
  const Sighting& first_rounded() const { return first_rounded_; }

 private:
  /// Which values are stored, or known, by a quick parse: those that could be nothing else.
  enum class Usual { kNone, kInteger, kNumber, kDate, kTimestamp, kText };

  /// Hands a usual value to `take`; false if the text is none.
  template <class Take>
  bool parse_usual(std::string_view text, const Take& take) const;
  bool store_usual(const RawField& field, exchange::ColumnBuilder& target) const;
  bool look_closely(const RawField& field, std::int64_t line);
  Taken store_closely(const RawField& field, std::int64_t line, exchange::ColumnBuilder& target);
  bool store_value(const RawField& field, exchange::ColumnBuilder& target) const;
  bool take_kind(const RawField& field, std::int64_t line);
  KindSet kind_in_form(std::string_view text) const;
  std::optional<std::string> plain_day(std::string_view text) const;
  bool append_in_form(std::string_view text, exchange::ColumnBuilder& target) const;
  void decide_what_matters();
  Usual usual_values() const;

  std::string name_;
  ColumnRule rule_;
  Dialect dialect_;
  std::vector<std::string> null_words_;
  KindSet kinds_ = 0;
  Usual usual_ = Usual::kNone;
  bool is_text_ = false;                              ///< Of what is stored.
  bool retyped_ = false;                              ///< The type is not what is stored any more.
  bool types_matter_ = true;                          ///< False once no value can change the type.
  std::vector<std::pair<KindSet, Sighting>> firsts_;  ///< The first value of each kind.
  std::int64_t many_digits_ = 0;
  Sighting first_rounded_;
};

template <class Take>
bool CsvColumn::parse_usual(std::string_view text, const Take& take) const {
  const auto hand_over = [&take](auto value) {
    if (value) {
      take(*value);
    }
    return value.has_value();
  };
  switch (usual_) {
    case Usual::kInteger:
      return hand_over(parse_usual_integer(text));
    case Usual::kNumber:
      return hand_over(parse_usual_number(text));
    case Usual::kDate:
      return hand_over(parse_usual_date(text));
    case Usual::kTimestamp:
      return hand_over(parse_usual_timestamp(text));
    case Usual::kText:
      return hand_over(std::optional(text));
    case Usual::kNone:
      break;
  }
  return false;
}

inline bool CsvColumn::store_usual(const RawField& field, exchange::ColumnBuilder& target) const {
  if (field.text.empty()) {
    if (!rule_.empty_as_null) {
      return false;
    }
    if (is_text_ && field.quoted) {
      target.append_text({});
    } else {
      target.append_null();
    }
    return true;
  }
  return !field.has_escapes && parse_usual(field.text, [&target](auto value) {
    if constexpr (std::is_integral_v<decltype(value)>) {
      target.append_int(value);
    } else if constexpr (std::is_same_v<decltype(value), double>) {
      target.append_double(value);
    } else {
      target.append_text(value);
    }
  });
}

/// Makes the columns that a file's header names, each with what the options say of it. `file`
/// stands for the file in messages. Errors: csv.bad_option for a column that is not there.
Result<std::vector<CsvColumn>> make_columns(const std::vector<std::string>& names,
                                            const CsvOptions& options, const std::string& file);

}  // namespace osiris::components
