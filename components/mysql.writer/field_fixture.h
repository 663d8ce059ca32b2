#pragma once
// What the tests of fields share: a value of DuckDB's SQL, and what is written of it.

#include "components/mysql.writer/field_rules.h"
#include "osiris/exchange/relation_reader.h"
#include "osiris/exchange/test_database.h"

#include <string>
#include <string_view>

namespace osiris::components::mysql {

inline TargetColumn target(ColumnKind kind) {
  TargetColumn column;
  column.kind = kind;
  return column;
}

/// A column with so many digits behind the point, or of a second.
inline TargetColumn scaled(ColumnKind kind, unsigned scale) {
  TargetColumn column = target(kind);
  column.scale = scale;
  return column;
}

class FieldTest : public exchange::DatabaseTest {
 protected:
  using Choose = FieldChoice (*)(exchange::TypeId source, const TargetColumn& target);

  /// Returns the text that is written of a value, then "inexact" if the column holds it only so
  /// nearly; else "unfit", "refused", or "none" if values of that type are not written at all.
  std::string written(Choose choose, const std::string& value_sql, const TargetColumn& target) {
    auto reader =
        exchange::unwrap(exchange::RelationReader::open(*connection, "SELECT " + value_sql));
    if (!exchange::unwrap(reader.next())) {
      return "no row";
    }
    const exchange::VectorView view = reader.column(0);
    const FieldChoice choice = choose(view.type().id, target);
    if (choice.append == nullptr) {
      return "none";
    }
    exchange::ByteBuffer out;
    const Fit fit = choice.append(rules_for(view.type(), target), view, 0, out);
    const std::string text(reinterpret_cast<const char*>(out.data()), out.size());
    switch (fit) {
      case Fit::kUnfit:
        return text + "unfit";  // Nothing stands in front.
      case Fit::kRefused:
        return text + "refused";
      case Fit::kInexact:
        return text + " inexact";
      case Fit::kExact:
        break;
    }
    const bool is_kept = choice.keeps_digits == nullptr || choice.keeps_digits(text);
    return is_kept ? text : text + " loses digits";
  }
};

}  // namespace osiris::components::mysql
