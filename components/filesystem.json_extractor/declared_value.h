#pragma once
// A value of JSON as one of the type that its key is declared with.

#include "components/filesystem.json_extractor/json_cursor.h"
#include "osiris/exchange/row_batch.h"

#include <string>

namespace osiris::components {

/// What became of a value.
enum class DeclaredFit {
  kExact,    ///< It is stored as it is.
  kRounded,  ///< It is stored as the nearest FLOAT or DOUBLE, which has other digits.
  kNone,     ///< It is none of the type; nothing is stored.
};

/// Reads the value that comes next and appends it to a column, whose type is one of those that
/// parse_type() knows of JSON. null is NULL in each. JSON takes any value, with its text; VARCHAR
/// too, and of a text what it says. Other types take numbers, however they are written, and texts
/// as append_parsed() does; BOOLEAN takes true and false. With kRounded, `words` is the number as
/// it is written; else it is only memory. After a problem of the cursor the result says nothing.
DeclaredFit append_declared(JsonCursor& cursor, exchange::ColumnBuilder& out, std::string& words);

}  // namespace osiris::components
