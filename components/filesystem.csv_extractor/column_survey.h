#pragma once
// One column of a CSV file: what its values are, gathered value by value.

#include "components/filesystem.csv_extractor/csv_scanner.h"
#include "components/filesystem.csv_extractor/quick_look.h"
#include "components/filesystem.csv_extractor/value_kind.h"
#include "osiris/exchange/column_type.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace osiris::components {

/// What was asked of a column.
struct ColumnRule {
  bool selected = true;                               ///< False: the column is passed over.
  std::optional<exchange::ColumnType> declared = {};  ///< Its type; every value must fit.
  bool dates_allowed = true;                          ///< False: dates and times are text.
  bool dates_required = false;                        ///< Anything but dates and times is an error.
};

/// A value and where it stands.
struct Sighting {
  std::int64_t line = 0;
  std::string value;
};

/// Watches the values of one column.
class ColumnSurvey {
 public:
  /// `null_words` mean NULL, as the empty field does.
  ColumnSurvey(std::string name, ColumnRule rule, std::vector<std::string> null_words);

  /// Takes the next value; false if it breaks the rule.
  bool see(const RawField& field, std::int64_t line) {
    if (field.text.empty()) {
      ++(field.quoted ? quoted_nulls_ : plain_nulls_);
      return true;
    }
    return (nothing_matters_ || is_usual(usual_kinds_, field.text)) || look_closely(field, line);
  }

  const std::string& name() const { return name_; }
  const ColumnRule& rule() const { return rule_; }
  /// Returns the declared type, else the narrowest that holds all values so far.
  exchange::ColumnType type() const;
  /// Returns how many values are NULL if the column has `type()`: in quotes, the null words and the
  /// empty field are values of a text column and NULL in any other.
  std::int64_t null_count() const;
  /// Tells whether the column has NULLs in quotes, which its type does not let stand as text.
  bool has_quoted_nulls() const;
  /// Returns the value that took the column from `type`, which it had at some time, to the one it
  /// has; null if it still has it.
  const Sighting* first_beyond(const exchange::ColumnType& type) const;
  /// Returns how many numbers DOUBLE rounds; 0 for a column of another type.
  std::int64_t rounded_count() const;
  const Sighting& first_rounded() const { return first_rounded_; }

 private:
  bool look_closely(const RawField& field, std::int64_t line);
  bool take_kind(KindSet kind, const RawField& field, std::int64_t line);
  bool is_null_word(std::string_view text) const;
  void decide_what_matters();

  std::string name_;
  ColumnRule rule_;
  std::vector<std::string> null_words_;
  KindSet kinds_ = 0;
  KindSet usual_kinds_ = 0;                           ///< Values of these kinds tell nothing new.
  bool types_matter_ = true;                          ///< False once no value can change the type.
  bool nothing_matters_ = false;                      ///< Not even null words do.
  std::vector<std::pair<KindSet, Sighting>> firsts_;  ///< The first value of each kind.
  std::int64_t plain_nulls_ = 0;
  std::int64_t quoted_nulls_ = 0;
  std::int64_t many_digits_ = 0;
  Sighting first_rounded_;
};

}  // namespace osiris::components
