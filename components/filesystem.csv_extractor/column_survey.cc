#include "components/filesystem.csv_extractor/column_survey.h"

#include <algorithm>

namespace osiris::components {
namespace {

using exchange::TypeId;

bool is_text(const exchange::ColumnType& type) { return type.id == TypeId::kVarchar; }

}  // namespace

ColumnSurvey::ColumnSurvey(std::string name, ColumnRule rule, std::vector<std::string> null_words)
    : name_(std::move(name)), rule_(std::move(rule)), null_words_(std::move(null_words)) {
  decide_what_matters();
}

void ColumnSurvey::decide_what_matters() {
  types_matter_ = rule_.declared ? !is_text(*rule_.declared) : (kinds_ & kTextKind) == 0;
  nothing_matters_ = !types_matter_ && null_words_.empty();
  const bool word_is_usual = std::any_of(
      null_words_.begin(), null_words_.end(),
      [this](const std::string& word) { return !word.empty() && (kind_of(word) & kinds_) != 0; });
  usual_kinds_ = types_matter_ && !rule_.declared && !word_is_usual ? kinds_ : 0;
}

bool ColumnSurvey::look_closely(const RawField& field, std::int64_t line) {
  if (is_null_word(field.text)) {
    ++(field.quoted ? quoted_nulls_ : plain_nulls_);
    return true;
  }
  if (!types_matter_) {
    return true;
  }
  if (rule_.declared) {
    return !field.has_escapes && fits(*rule_.declared, field.text);
  }
  return take_kind(field.has_escapes ? kTextKind : kind_of(field.text), field, line);
}

bool ColumnSurvey::take_kind(KindSet kind, const RawField& field, std::int64_t line) {
  const bool temporal = (kind & kTemporalKinds) != 0;
  if (rule_.dates_required && !temporal) {
    return false;
  }
  if (temporal && !rule_.dates_allowed) {
    kind = kTextKind;
  }
  if ((kind & kManyDigits) != 0 && many_digits_++ == 0) {
    first_rounded_ = Sighting{line, std::string(field.text)};
  }
  if ((kind & ~kinds_ & ~kManyDigits) != 0) {
    firsts_.emplace_back(kind, Sighting{line, std::string(field.text)});
    kinds_ |= kind;
    decide_what_matters();
  }
  return true;
}

bool ColumnSurvey::is_null_word(std::string_view text) const {
  return std::find(null_words_.begin(), null_words_.end(), text) != null_words_.end();
}

exchange::ColumnType ColumnSurvey::type() const {
  return rule_.declared ? *rule_.declared : type_of(kinds_);
}

std::int64_t ColumnSurvey::null_count() const {
  return plain_nulls_ + (is_text(type()) ? 0 : quoted_nulls_);
}

bool ColumnSurvey::has_quoted_nulls() const { return quoted_nulls_ > 0 && !is_text(type()); }

const Sighting* ColumnSurvey::first_beyond(const exchange::ColumnType& type) const {
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

std::int64_t ColumnSurvey::rounded_count() const {
  return type().id == TypeId::kDouble && !rule_.declared ? many_digits_ : 0;
}

}  // namespace osiris::components
