#include "components/filesystem.csv_extractor/csv_column.h"

#include "components/filesystem/value_parser.h"
#include "osiris/base/text.h"
#include "osiris/sdk/foresight.h"

#include <algorithm>

namespace osiris::components {
namespace {

using exchange::TypeId;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_numeric(const exchange::ColumnType& type) {
  switch (type.id) {
    case TypeId::kTinyint:
    case TypeId::kSmallint:
    case TypeId::kInteger:
    case TypeId::kBigint:
    case TypeId::kUtinyint:
    case TypeId::kUsmallint:
    case TypeId::kUinteger:
    case TypeId::kUbigint:
    case TypeId::kHugeint:
    case TypeId::kFloat:
    case TypeId::kDouble:
    case TypeId::kDecimal:
      return true;
    default:
      return false;
  }
}

bool has_day(const exchange::ColumnType& type) {
  return type.id == TypeId::kDate || type.id == TypeId::kTimestamp ||
         type.id == TypeId::kTimestampTz;
}

ColumnRule rule_for(const std::string& name, const CsvOptions& options) {
  ColumnRule rule;
  rule.selected = options.columns.empty() || contains(options.columns, name);
  rule.declared = options.declared.of(name);
  const bool named = contains(options.date_columns, name);
  rule.dates_allowed = options.dates == DateColumns::kAll || named;
  rule.dates_required = named;
  rule.empty_as_null = options.empty_as_null;
  rule.numbers = options.numbers;
  rule.date_forms = options.date_forms;
  return rule;
}

/// Holds every column that an option names against the file.
Status check_named_columns(const std::vector<std::string>& known, const CsvOptions& options,
                           const std::string& file) {
  std::vector<std::pair<std::string, std::string>> wanted;
  for (const std::string& name : options.columns) {
    wanted.emplace_back(name, "columns");
  }
  for (const auto& [name, type] : options.declared.by_name) {
    wanted.emplace_back(name, options.declared.schema.empty() ? "dtype" : "schema");
  }
  for (const std::string& name : options.date_columns) {
    wanted.emplace_back(name, "parse_dates");
  }
  for (const auto& [name, option] : wanted) {
    if (!contains(known, name)) {
      return fail(make_error(kCsvOption,
                             file + " has no column '" + printable(name) + "', which '" + option +
                                 "' names" + suggest(name, known),
                             "its columns are: " + printable(join(known, ", "), 500))
                      .with(std::string(sdk::kOptionDetail), option));
    }
  }
  return {};
}

}  // namespace

CsvColumn::CsvColumn(std::string name, ColumnRule rule, const Dialect& dialect,
                     std::vector<std::string> null_words)
    : name_(std::move(name)),
      rule_(std::move(rule)),
      dialect_(dialect),
      null_words_(std::move(null_words)) {
  decide_what_matters();
}

void CsvColumn::start_storing() {
  retyped_ = false;
  is_text_ = type().id == TypeId::kVarchar;
  many_digits_ = 0;
  decide_what_matters();
}

void CsvColumn::decide_what_matters() {
  const bool declared_text = rule_.declared && rule_.declared->id == TypeId::kVarchar;
  types_matter_ = rule_.declared ? !declared_text : (kinds_ & kTextKind) == 0;
  usual_ = usual_values();
}

CsvColumn::Usual CsvColumn::usual_values() const {
  if (!types_matter_ && null_words_.empty()) {
    return Usual::kText;
  }
  // A null word that looks like a value (-999) must not be taken for one.
  const bool word_is_usual = std::any_of(
      null_words_.begin(), null_words_.end(),
      [](const std::string& word) { return !word.empty() && kind_of(word) != kTextKind; });
  if (!types_matter_ || word_is_usual) {
    return Usual::kNone;
  }
  switch (type().id) {
    case TypeId::kBigint:
      return Usual::kInteger;
    case TypeId::kDouble:
      return rule_.numbers.is_plain() ? Usual::kNumber : Usual::kNone;
    case TypeId::kDate:
      return rule_.date_forms.is_plain() ? Usual::kDate : Usual::kNone;
    case TypeId::kTimestamp:
      return rule_.date_forms.is_plain() ? Usual::kTimestamp : Usual::kNone;
    default:
      return Usual::kNone;
  }
}

bool CsvColumn::is_picky() const {
  return rule_.selected &&
         (rule_.dates_required || (rule_.declared && rule_.declared->id != TypeId::kVarchar));
}

bool CsvColumn::fits(const RawField& field, exchange::ColumnBuilder& scratch) const {
  if (!is_picky() || (field.text.empty() && rule_.empty_as_null) || is_null_word(field.text)) {
    return true;
  }
  if (!rule_.declared) {
    return !field.has_escapes && (kind_in_form(field.text) & kTemporalKinds) != 0;
  }
  scratch.clear();
  return !field.has_escapes && !field.text.empty() && append_in_form(field.text, scratch);
}

bool CsvColumn::look_closely(const RawField& field, std::int64_t line) {
  if (is_null_word(field.text) || !types_matter_ || rule_.declared) {
    return true;  // Whether a value fits a declared type is found when it is stored.
  }
  return take_kind(field, line);
}

Taken CsvColumn::store_closely(const RawField& field, std::int64_t line,
                               exchange::ColumnBuilder& target) {
  const bool is_word = is_null_word(field.text);
  if (is_word && !(is_text_ && field.quoted)) {
    target.append_null();
    return Taken::kStored;
  }
  if (types_matter_ && !rule_.declared && !is_word && !take_kind(field, line)) {
    return Taken::kRefused;
  }
  if (retyped_) {
    return Taken::kRetyped;
  }
  return store_value(field, target) ? Taken::kStored : Taken::kRefused;
}

bool CsvColumn::store_value(const RawField& field, exchange::ColumnBuilder& target) const {
  if (!is_text_) {
    return !field.has_escapes && !field.text.empty() && append_in_form(field.text, target);
  }
  if (field.has_escapes) {
    target.append_text(value_of(field, dialect_));
  } else {
    target.append_text(field.text);
  }
  return true;
}

KindSet CsvColumn::kind(const RawField& field) const {
  const bool is_plain = !field.has_escapes && !field.text.empty();
  const KindSet kind = is_plain ? kind_in_form(field.text) : kTextKind;
  return (kind & kTemporalKinds) != 0 && !rule_.dates_allowed ? kTextKind : kind;
}

bool CsvColumn::take_kind(const RawField& field, std::int64_t line) {
  const KindSet kind = this->kind(field);
  if (rule_.dates_required && (kind & kTemporalKinds) == 0) {
    return false;
  }
  if ((kind & kManyDigits) != 0 && many_digits_++ == 0) {
    first_rounded_ = Sighting{line, std::string(field.text)};
  }
  if ((kind & ~kinds_ & ~kManyDigits) != 0) {
    const exchange::ColumnType before = type();
    firsts_.emplace_back(kind, Sighting{line, std::string(field.text)});
    kinds_ |= kind;
    retyped_ = retyped_ || type() != before;
    decide_what_matters();
  }
  return true;
}

/// Returns a day in ISO 8601 whatever the form that the file writes it in; nothing if the text
/// has another form. A number such as 20240131 is one only where days are asked for.
std::optional<std::string> CsvColumn::plain_day(std::string_view text) const {
  const bool wants_days = rule_.dates_required || rule_.declared.has_value();
  if (rule_.date_forms.is_plain() || (!wants_days && (kind_of(text) & kNumericKinds) != 0)) {
    return std::string(text);
  }
  return rule_.date_forms.to_plain(text);
}

KindSet CsvColumn::kind_in_form(std::string_view text) const {
  KindSet kind = kind_of(text);
  if (!rule_.date_forms.is_plain() && rule_.dates_allowed) {
    const auto day = plain_day(text);
    kind = day ? kind_of(*day) : kTextKind;
  }
  constexpr KindSet kOther = kBooleanKind | kNotFiniteKind | kTemporalKinds;
  if (rule_.numbers.is_plain() || (kind & kOther) != 0) {
    return kind;
  }
  const auto plain = plain_number(text, rule_.numbers);
  return plain ? kind_of(*plain) : kTextKind;
}

bool CsvColumn::append_in_form(std::string_view text, exchange::ColumnBuilder& target) const {
  if (!rule_.date_forms.is_plain() && has_day(type())) {
    const auto day = plain_day(text);
    return day && append_parsed(*day, target);
  }
  if (rule_.numbers.is_plain() || !is_numeric(type())) {
    return append_parsed(text, target);
  }
  if (const auto plain = plain_number(text, rule_.numbers)) {
    return append_parsed(*plain, target);
  }
  return parse_not_finite(text) && append_parsed(text, target);
}

bool CsvColumn::is_null_word(std::string_view text) const {
  return std::find(null_words_.begin(), null_words_.end(), text) != null_words_.end();
}

exchange::ColumnType CsvColumn::type() const {
  return rule_.declared ? *rule_.declared : type_of(kinds_);
}

const Sighting* CsvColumn::first_beyond(const exchange::ColumnType& type) const {
  const Sighting* beyond = nullptr;
  KindSet kinds = 0;
  for (const auto& [kind, sighting] : firsts_) {
    const bool was_of_type = type_of(kinds) == type;
    kinds |= kind;
    if (was_of_type && type_of(kinds) != type) {
      beyond = &sighting;
    }
  }
  return beyond;
}

const Sighting* CsvColumn::first_text() const {
  const auto found = std::find_if(firsts_.begin(), firsts_.end(),
                                  [](const auto& first) { return first.first == kTextKind; });
  return found == firsts_.end() ? nullptr : &found->second;
}

std::int64_t CsvColumn::rounded_count() const {
  return type().id == TypeId::kDouble && !rule_.declared ? many_digits_ : 0;
}

Result<std::vector<CsvColumn>> make_columns(const std::vector<std::string>& names,
                                            const CsvOptions& options, const std::string& file) {
  OSIRIS_CHECKED(check_named_columns(names, options, file));
  const auto is_file_column = [&options](const std::string& name) {
    return to_lower(name) == to_lower(options.source_file_column);
  };
  if (std::any_of(names.begin(), names.end(), is_file_column)) {
    return fail(make_error(kCsvOption,
                           file + " has a column '" + printable(options.source_file_column) +
                               "', which 'source_file_column' would name a second time",
                           "choose another name")
                    .with(std::string(sdk::kOptionDetail), "source_file_column"));
  }
  std::vector<CsvColumn> columns;
  for (const std::string& name : names) {
    columns.emplace_back(name, rule_for(name, options), options.dialect, options.null_words);
  }
  return columns;
}

}  // namespace osiris::components
