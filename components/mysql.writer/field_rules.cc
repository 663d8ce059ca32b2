#include "components/mysql.writer/field_rules.h"

namespace osiris::components::mysql {
namespace {

using exchange::TypeId;

/// Returns the digits that a value has behind the point, or of a second.
unsigned source_digits(const exchange::ColumnType& type) {
  switch (type.id) {
    case TypeId::kDecimal:
      return type.scale;
    case TypeId::kTimestampS:
      return 0;
    case TypeId::kTimestampMs:
      return 3;
    case TypeId::kTimestampNs:
    case TypeId::kTimeNs:
      return 9;
    default:
      return 6;
  }
}

}  // namespace

FieldRules rules_for(const exchange::ColumnType& source, const TargetColumn& target) {
  return {.source_digits = source_digits(source),
          .scale = target.kind == ColumnKind::kInteger ? 0 : target.scale,
          .is_padded = target.is_padded,
          .length = target.length,
          .labels = target.labels};
}

}  // namespace osiris::components::mysql
