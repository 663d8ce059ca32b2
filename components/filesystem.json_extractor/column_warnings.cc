#include "components/filesystem.json_extractor/column_warnings.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace osiris::components {
namespace {

/// So many places of one column are told one by one. Unit: places.
constexpr std::int64_t kPlacesToTell = 10;

/// One kind of warning for the places of one column.
class PlaceWarnings {
 public:
  PlaceWarnings(const char* code, const char* what, sdk::StepObserver& observer)
      : code_(code), what_(what), observer_(observer) {}

  /// Takes a place, called `shown` in messages, that was seen `at` first.
  void take(const std::string& shown, const std::string& at) {
    if (++count_ <= kPlacesToTell) {
      observer_.warn(code_, at + ": " + shown + " has " + what_, 1);
    } else if (count_ == kPlacesToTell + 1) {
      first_untold_ = at;
    }
  }
  void tell_of_others(const std::string& column) {
    if (const std::int64_t others = count_ - kPlacesToTell; others > 0) {
      observer_.warn(code_,
                     first_untold_ + ": so have " + std::to_string(others) +
                         " more places of column '" + printable(column) + "' " + what_,
                     others);
    }
  }

 private:
  const char* const code_;
  const char* const what_;
  sdk::StepObserver& observer_;
  std::int64_t count_ = 0;
  std::string first_untold_;
};

/// Looks at a column and at what lies inside of it, as far as its type goes.
class ColumnLook {
 public:
  explicit ColumnLook(sdk::StepObserver& observer)
      : mixed_("json.mixed_types",
               "values of several kinds (numbers, texts, lists, objects) and is JSON, which keeps "
               "each as it is",
               observer),
        text_numbers_("json.numbers_as_text",
                      "numbers that no type holds, and is VARCHAR with all digits", observer) {}

  void look(const std::string& name, const JsonShape& column) {
    look("column '" + printable(name) + "'", name, column);
    mixed_.tell_of_others(name);
    text_numbers_.tell_of_others(name);
  }

 private:
  void look(const std::string& shown, const std::string& path, const JsonShape& shape) {
    if (shape.is_mixed()) {
      mixed_.take(shown, shape.mixed_at());
      return;
    }
    const exchange::TypeId type = shape.type().id;
    if (type == exchange::TypeId::kList) {
      look_inside(path + "[]", *shape.element());
    } else if (type == exchange::TypeId::kStruct) {
      for (const auto& [key, field] : shape.fields()) {
        look_inside(path + "." + key, *field);
      }
    } else if (!shape.text_number_at().empty()) {
      text_numbers_.take(shown, shape.text_number_at());
    }
  }
  void look_inside(const std::string& path, const JsonShape& shape) {
    look("'" + printable(path) + "'", path, shape);
  }

  PlaceWarnings mixed_;
  PlaceWarnings text_numbers_;
};

}  // namespace

void warn_of_columns(const exchange::Schema& columns, const JsonShape& rows,
                     sdk::StepObserver& observer) {
  for (const auto& [name, shape] : rows.fields()) {
    const bool taken =
        std::any_of(columns.begin(), columns.end(),
                    [&wanted = name](const auto& one) { return one.name == wanted; });
    if (taken) {
      ColumnLook(observer).look(name, *shape);
    }
  }
}

}  // namespace osiris::components
