#pragma once
// The types that a reader's options `dtype` and `schema` declare.

#include "components/filesystem/type_name.h"
#include "osiris/base/result.h"
#include "osiris/exchange/column_type.h"
#include "osiris/sdk/step_context.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace osiris::components {

struct DeclaredTypes {
  std::optional<exchange::ColumnType> of_all;
  std::map<std::string, exchange::ColumnType> by_name;  ///< Goes before of_all.
  std::vector<std::string> schema;  ///< All names there may be, typed in by_name; empty: any.

  bool has(const std::string& name) const { return of_all || by_name.contains(name); }
  /// Returns the type that a column is declared with; nothing if it is not.
  std::optional<exchange::ColumnType> of(const std::string& name) const;
  /// Returns the columns with their types; nothing if there are none, or one is not declared.
  std::optional<exchange::Schema> typed(const std::vector<std::string>& columns) const;
};

/// Reads both options. `bad_option` is the reader's code for what is wrong with them: a type that
/// is not one of `words`, a name that `schema` has twice, in any case. The error tells which
/// option.
Result<DeclaredTypes> read_declared_types(const sdk::StepConfig& config, TypeWords words,
                                          const ErrorCode& bad_option);

}  // namespace osiris::components
