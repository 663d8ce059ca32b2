#pragma once
// Which types hold all values of a file: learned by looking at every one.

#include "components/filesystem.json_extractor/json_cursor.h"
#include "osiris/exchange/column_type.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace osiris::components {

/// An object inside of a row with more keys than this is kept as JSON: its keys are data, not
/// names. Unit: keys.
inline constexpr std::size_t kFieldsMax = 500;

/// What was seen of one value's place in all rows: of a column, a field, the elements of a list.
class JsonShape {
 public:
  JsonShape() = default;

  /// Learns the value that comes next and passes over it.
  void learn(JsonCursor& cursor);

  /// Returns the type for all that was seen: BOOLEAN, BIGINT, HUGEINT, DOUBLE, VARCHAR, a list or a
  /// struct of such; VARCHAR if there was nothing but null; JSON if values are of several kinds,
  /// or objects without keys, with too many, or with keys that differ only by case.
  exchange::ColumnType type() const;
  /// Whether numbers, texts, lists or objects share this place.
  bool is_mixed() const;
  /// Whether the place holds numbers that only text keeps.
  bool has_text_numbers() const { return has_text_number_; }
  /// The fields of all objects, in the order of their first appearance.
  const std::vector<std::pair<std::string, std::unique_ptr<JsonShape>>>& fields() const {
    return fields_;
  }
  /// Returns the shape of a field, and makes it.
  JsonShape& field(const std::string& key);

 private:
  exchange::ColumnType number_type() const;
  exchange::ColumnType object_type() const;

  bool has_boolean_ = false;
  bool has_string_ = false;
  bool has_array_ = false;
  bool has_object_ = false;
  bool has_integer_ = false;
  bool has_huge_ = false;
  bool has_double_ = false;
  bool has_text_number_ = false;
  std::unique_ptr<JsonShape> element_;
  std::vector<std::pair<std::string, std::unique_ptr<JsonShape>>> fields_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace osiris::components
