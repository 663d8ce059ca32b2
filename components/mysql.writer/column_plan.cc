#include "components/mysql.writer/column_plan.h"

#include "components/mysql/quoting.h"
#include "osiris/base/text.h"
#include "osiris/exchange/value_text.h"

#include <algorithm>
#include <iterator>

namespace osiris::components::mysql {
namespace {

std::string shown_name(std::string_view name) { return "'" + printable(name) + "'"; }

const exchange::Column* find_column(const exchange::Schema& columns, std::string_view name) {
  const std::string wanted = to_lower(name);
  const auto found =
      std::find_if(columns.begin(), columns.end(),
                   [&](const exchange::Column& column) { return to_lower(column.name) == wanted; });
  return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> names_of(const exchange::Schema& columns) {
  std::vector<std::string> names;
  std::transform(columns.begin(), columns.end(), std::back_inserter(names),
                 [](const exchange::Column& column) { return column.name; });
  return names;
}

Error unknown_column(const exchange::Schema& input, const std::string& name,
                     const std::string& option) {
  return make_error(kColumnsDiffer,
                    "the input has no column " + shown_name(name) + ", which '" + option +
                        "' names" + suggest(name, names_of(input)),
                    "correct '" + option + "', or make the column in a transform");
}

/// Finds how a type goes into a column.
FieldChoice choose_field(exchange::TypeId source, const TargetColumn& target) {
  for (const auto choose : {number_field, time_field, text_field}) {
    if (FieldChoice choice = choose(source, target); choice.append != nullptr) {
      return choice;
    }
  }
  return {};
}

Status check_missing(const exchange::Schema& columns, const TargetTable& table) {
  std::vector<std::string> missing;
  for (const TargetColumn& column : table.columns) {
    if (!column.is_optional() && find_column(columns, column.name) == nullptr) {
      missing.push_back(shown_name(column.name));
    }
  }
  if (missing.empty()) {
    return {};
  }
  return fail(kColumnsDiffer,
              table.title +
                  " has columns that are NOT NULL and have no default, and that "
                  "the input does not have: " +
                  join(missing, ", "),
              "add them in a transform, or give them a default");
}

}  // namespace

Result<exchange::Schema> choose_columns(const exchange::Schema& input,
                                        const WriteOptions& options) {
  exchange::Schema chosen;
  for (const std::string& name : options.columns) {
    if (find_column(input, name) == nullptr) {
      return fail(unknown_column(input, name, "columns"));
    }
  }
  for (const exchange::Column& column : input) {
    const bool wanted = std::any_of(
        options.columns.begin(), options.columns.end(),
        [&](const std::string& name) { return to_lower(name) == to_lower(column.name); });
    if (wanted || options.columns.empty()) {
      chosen.push_back(exchange::lacks_text_form(column.type)
                           ? exchange::Column{column.name, exchange::TypeId::kVarchar}
                           : column);
    }
  }
  for (const exchange::Column& column : chosen) {
    if (!is_possible_name(column.name)) {
      return fail(kInvalidName,
                  "no table can have a column " + shown_name(column.name) +
                      ": the server takes no character beyond U+FFFF in names",
                  "rename it in a transform, or leave it out by 'columns'");
    }
  }
  for (const std::string& name : options.key) {
    if (find_column(chosen, name) == nullptr) {
      return fail(unknown_column(chosen, name, "primary_key"));
    }
  }
  for (const auto& [name, type] : options.column_types) {
    if (find_column(chosen, name) == nullptr) {
      return fail(unknown_column(chosen, name, "column_types"));
    }
  }
  return chosen;
}

exchange::Schema new_columns(const exchange::Schema& columns, const TargetTable& table) {
  exchange::Schema added;
  std::copy_if(columns.begin(), columns.end(), std::back_inserter(added),
               [&](const exchange::Column& column) { return table.find(column.name) == nullptr; });
  return added;
}

Result<ColumnPlan> plan_columns(const exchange::Schema& columns, const TargetTable& table) {
  OSIRIS_CHECKED(check_missing(columns, table));
  ColumnPlan plan;
  std::vector<std::string> computed;
  std::vector<std::string> unlike;
  for (const exchange::Column& column : columns) {
    const TargetColumn* const target = table.find(column.name);
    if (target == nullptr) {
      continue;
    }
    if (target->is_generated) {
      computed.push_back(shown_name(column.name));
      continue;
    }
    const FieldChoice field = choose_field(column.type.id, *target);
    if (field.append == nullptr) {
      unlike.push_back(shown_name(column.name) + " is " + column.type.to_sql() +
                       ", the table's is " + printable(target->sql_type));
    }
    plan.push_back({.source = column, .target = *target, .field = field});
  }
  if (!computed.empty()) {
    return fail(
        kColumnsDiffer,
        table.title + " computes columns by itself that the input has: " + join(computed, ", "),
        "leave them out, by 'columns' or in a transform");
  }
  if (!unlike.empty()) {
    return fail(kTypesDiffer, "types do not go together: column " + join(unlike, "; column "),
                "cast in a transform to what the table has");
  }
  if (plan.empty()) {
    return fail(kColumnsDiffer, table.title + " has none of the input's columns",
                "name the columns in a transform as the table has them");
  }
  return plan;
}

std::string target_names(const ColumnPlan& plan, std::string_view prefix) {
  std::vector<std::string> names;
  for (const PlannedColumn& column : plan) {
    names.push_back(std::string(prefix) + quote_name(column.target.name));
  }
  return join(names, ", ");
}

}  // namespace osiris::components::mysql
