#include "components/filesystem.json_extractor/json_columns.h"

#include "osiris/base/text.h"
#include "osiris/sdk/foresight.h"

#include <algorithm>

namespace osiris::components {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Makes sure that the options name only keys that there are.
Status check_names(const JsonRead& read, const std::vector<std::string>& known) {
  for (const std::string& name : read.options.columns) {
    if (!contains(known, name)) {
      return fail(unknown_key(read.files.front(), name, known, KeyOption::kColumns));
    }
  }
  for (const auto& [name, type] : read.options.declared.by_name) {
    if (!contains(known, name)) {
      return fail(unknown_key(read.files.front(), name, known, KeyOption::kDtype));
    }
  }
  const std::string& of_file = read.options.source_file_column;
  const auto clashes = std::find_if(known.begin(), known.end(), [&](const std::string& name) {
    return to_lower(name) == to_lower(of_file);
  });
  if (clashes != known.end() && read.options.columns.empty()) {
    return fail(make_error(kJsonOption,
                           read.files.front().name + " has a key '" + printable(*clashes) +
                               "', which 'source_file_column' would name a second time",
                           "choose another name")
                    .with(std::string(sdk::kOptionDetail), "source_file_column"));
  }
  return {};
}

}  // namespace

bool is_known_beforehand(const JsonOptions& options) {
  const auto& typed = options.declared.by_name;
  return declared_columns(options) &&
         (!options.declared.schema.empty() ||
          std::all_of(typed.begin(), typed.end(),
                      [&](const auto& one) { return contains(options.columns, one.first); }));
}

Result<exchange::Schema> json_columns(const JsonRead& read, const LearnedShape& learned) {
  const JsonOptions& options = read.options;
  const auto declared = declared_columns(options);
  if (declared && (learned.records == 0 || !options.declared.schema.empty())) {
    return *declared;
  }
  exchange::Schema all;
  std::vector<std::string> known;
  for (const auto& [name, shape] : learned.rows.fields()) {
    all.push_back({name, options.declared.of(name).value_or(shape->type())});
    known.push_back(name);
  }
  if (known.empty() && options.columns.empty()) {
    return fail(kJsonShape,
                read.files.front().name + " has no object with a key, so that no column is known",
                "check 'path' and 'records_path', or declare the columns in 'schema'");
  }
  OSIRIS_CHECKED(check_names(read, known));
  exchange::Schema chosen = options.columns.empty() ? all : exchange::Schema();
  for (const std::string& name : options.columns) {
    chosen.push_back(*std::find_if(
        all.begin(), all.end(), [&name](const exchange::Column& one) { return one.name == name; }));
  }
  if (!options.source_file_column.empty()) {
    chosen.push_back({options.source_file_column, exchange::TypeId::kVarchar});
  }
  return chosen;
}

}  // namespace osiris::components
