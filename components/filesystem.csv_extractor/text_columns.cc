#include "components/filesystem.csv_extractor/text_columns.h"

#include "components/filesystem.csv_extractor/bad_lines.h"
#include "components/filesystem.csv_extractor/day_month.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <array>

namespace osiris::components {
namespace {

/// So many rows show what most values of a column are, and mostly the order of day and month.
constexpr int kRowsMax = 10'000;
/// Rows may be long. Unit: bytes.
constexpr std::int64_t kBytesMax = std::int64_t{4} << 20;
/// Fewer values do not show that one of them is the exception.
constexpr std::int64_t kValuesMin = 10;
/// After so many values a column that is half of other texts is simply text.
constexpr std::int64_t kValuesToJudge = 100;

/// Kinds that one type holds.
constexpr std::array kFamilies{kNumericKinds, kBooleanKind, kDateKind | kTimestampKind, kTimeKind,
                               kInstantKind};

/// Tells whether a number is written so that it must stay text: 007, +420123.
bool is_code(std::string_view text) {
  const bool padded = text.size() > 1 && text.front() == '0';
  const bool signed_number = text.size() > 1 && text.front() == '+';
  return (padded || signed_number) &&
         text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// Tells whether a text has the form of a day in ISO 8601, real or not, with or without a time.
bool has_form_of_day(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00";
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool fits = i < text.size() && (kForm[i] == '-' ? text[i] == '-' : is_digit(text[i]));
    if (!fits) {
      return false;
    }
  }
  return text.size() == kForm.size() || text[kForm.size()] == ' ' || text[kForm.size()] == 'T';
}

/// What the first values of a text column are.
class TextColumn {
 public:
  TextColumn(std::size_t position, const CsvColumn& column)
      : position_(position), column_(&column) {}

  std::size_t position() const { return position_; }
  const CsvColumn& column() const { return *column_; }

  void look(const RawField& field, std::int64_t line) {
    if (field.text.empty() || column_->is_null_word(field.text)) {
      return;
    }
    const KindSet kind = column_->kind(field) & ~kManyDigits;
    std::size_t family = 0;
    while (family < kFamilies.size() && (kFamilies[family] & kind) == 0) {
      ++family;
    }
    ++values_;
    Seen& seen = seen_[family];
    seen.kinds |= kind;
    if (seen.count++ == 0) {
      seen.first = Sighting{line, std::string(field.text)};
    }
    has_codes_ |= kind == kTextKind && is_code(field.text);
    others_are_days_ &= kind != kTextKind || has_form_of_day(field.text);
    if (column_->rule().dates_allowed && guess_.look(field.text) && first_date_.empty()) {
      first_date_ = std::string(field.text);
    }
  }

  /// Tells whether nothing will have to be said of the column.
  bool is_plainly_text() const {
    return values_ >= kValuesToJudge && most().count * 2 < values_ && first_date_.empty();
  }

  /// Returns what looks like dates; nothing if the column does not.
  const DayMonthGuess* dates() {
    const Sighting* const first = column_->first_text();
    if (values_ == 0 && first != nullptr && column_->rule().dates_allowed) {
      guess_.look(first->value);
      first_date_ = first->value;
    }
    return guess_.looks_like_dates() ? &guess_ : nullptr;
  }
  const std::string& first_date() const { return first_date_; }

  /// Returns the type that nearly all values have; nothing if there is none, or for good reason.
  std::optional<exchange::ColumnType> usual_type() const {
    const Seen& usual = most();
    const std::int64_t others = values_ - usual.count;
    const bool are_few = values_ >= kValuesMin && others * 10 < values_;
    const bool are_days = &usual == &seen_[2] && usual.count > 0 && others_are_days_;
    exchange::ColumnType type = type_of(usual.kinds);
    if (has_codes_ || !(are_few || are_days) || type.id == exchange::TypeId::kVarchar) {
      return std::nullopt;
    }
    return type;
  }

  /// Returns the first value that has another type than the usual one; null if it is not known.
  const Sighting* first_exception() const {
    const Sighting* first = nullptr;
    for (const Seen& seen : seen_) {
      const bool is_other = seen.count > 0 && &seen != &most();
      if (is_other && (first == nullptr || seen.first.line < first->line)) {
        first = &seen.first;
      }
    }
    return first != nullptr ? first : column_->first_beyond(type_of(most().kinds));
  }
  std::int64_t exceptions() const { return std::max<std::int64_t>(values_ - most().count, 1); }

 private:
  struct Seen {
    KindSet kinds = 0;
    std::int64_t count = 0;
    Sighting first;
  };

  /// Returns the most frequent of the families.
  const Seen& most() const {
    return *std::max_element(
        seen_.begin(), seen_.end() - 1,
        [](const Seen& one, const Seen& other) { return one.count < other.count; });
  }

  std::size_t position_;
  const CsvColumn* column_;
  std::array<Seen, kFamilies.size() + 1> seen_;  ///< By family; the last are texts.
  std::int64_t values_ = 0;
  bool has_codes_ = false;
  bool others_are_days_ = true;
  DayMonthGuess guess_;
  std::string first_date_;
};

/// Tells of a column that stays text though it looks like dates: nobody but the author knows
/// whether 03/04 is in March.
void warn_of_dates(const CsvColumn& column, const DayMonthGuess& guess, const std::string& value,
                   const CsvOptions& options, const std::string& file,
                   sdk::StepObserver& observer) {
  const bool has_time = guess.has_time();
  const std::string option = has_time ? "timestamp_format" : "date_format";
  const auto& form = has_time ? options.date_forms.timestamp : options.date_forms.date;
  const Sighting* const first = column.first_text();
  std::string remedy = guess.is_ambiguous() ? ", but day and month can be either way round" : "";
  remedy += "; set '" + option + "' to a form such as " + guess.forms();
  if (form && first != nullptr) {
    remedy = ", but '" + printable(first->value) + "' is not of the form that '" + option +
             "' says, or no day of the calendar" +
             (has_time ? "; %f takes at most six digits, since a TIMESTAMP holds no more" : "");
  }
  observer.warn("csv.dates_unread",
                file + ": column '" + printable(column.name()) + "' stays text: '" +
                    printable(value) + "' looks like a date" + remedy,
                1);
}

void warn_of_exceptions(const TextColumn& text, const exchange::ColumnType& type,
                        const FileRecords& records, sdk::StepObserver& observer) {
  if (const Sighting* const first = text.first_exception()) {
    observer.warn("csv.widened_to_text",
                  records.place_of(first->line) + ": column '" + printable(text.column().name()) +
                      "' is text because of '" + printable(first->value) +
                      "'; other values at its start are " + type.to_sql() +
                      ": correct the value, name it in 'na_values' if it means NULL, or declare "
                      "the column in 'dtype'",
                  text.exceptions());
  }
}

bool is_free_text(const CsvColumn& column) {
  const ColumnRule& rule = column.rule();
  return rule.selected && !rule.declared && column.type().id == exchange::TypeId::kVarchar;
}

}  // namespace

Status warn_of_text_columns(const std::vector<NamedFile>& files, const CsvOptions& options,
                            const std::vector<CsvColumn>& columns, const FileRecords& records,
                            sdk::StepObserver& observer) {
  std::vector<TextColumn> texts;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (is_free_text(columns[i]) && columns[i].saw_values()) {
      texts.emplace_back(i, columns[i]);
    }
  }
  if (texts.empty()) {
    return {};
  }
  BadLineCount bad_lines(options);
  OSIRIS_TRY(const auto again, FileRecords::open(files, options, bad_lines.handler()));
  const CsvLine* line = nullptr;
  for (int row = 0; row < kRowsMax && again->scanned_bytes() < kBytesMax && !texts.empty(); ++row) {
    line = again->next();
    if (line == nullptr) {
      break;
    }
    for (TextColumn& text : texts) {
      if (!again->lacks(text.position())) {
        text.look(line->fields[text.position()], again->position_of(*line));
      }
    }
    if (row % kValuesToJudge == 0) {
      texts.erase(std::remove_if(texts.begin(), texts.end(),
                                 [](const TextColumn& text) { return text.is_plainly_text(); }),
                  texts.end());
    }
  }
  for (TextColumn& text : texts) {
    if (const DayMonthGuess* const dates = text.dates()) {
      warn_of_dates(text.column(), *dates, text.first_date(), options, files.front().name,
                    observer);
    } else if (const auto type = text.usual_type()) {
      warn_of_exceptions(text, *type, records, observer);
    }
  }
  return again->outcome();
}

void warn_of_late_dates(const CsvColumn& column, const CsvOptions& options,
                        const FileRecords& records, sdk::StepObserver& observer) {
  const Sighting* const first = column.first_text();
  DayMonthGuess guess;
  if (is_free_text(column) && column.rule().dates_allowed && first != nullptr &&
      guess.look(first->value) && guess.looks_like_dates()) {
    warn_of_dates(column, guess, first->value, options, records.place_of(first->line), observer);
  }
}

}  // namespace osiris::components
