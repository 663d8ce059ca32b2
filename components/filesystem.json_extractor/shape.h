#pragma once
// Which types hold all values of a file: learned by looking at every one.

#include "components/filesystem.json_extractor/json_cursor.h"
#include "osiris/exchange/column_type.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace osiris::components {

/// An object inside of a row with more keys than this is kept as JSON: its keys are data, not
/// names. Unit: keys.
inline constexpr std::size_t kFieldsMax = 500;

/// Tells where a place of the text is that a cursor walks: "orders.json:7".
using JsonWhere = std::function<std::string(std::size_t offset)>;

/// Says whether a column or a field can have the name: it has to be there, and the database would
/// cut it off at a NUL character.
bool can_name_column(const std::string& key);

/// What was seen of one value's place in all rows: of a column, a field, the elements of a list.
class JsonShape {
 public:
  JsonShape() = default;

  /// Learns the value that comes next and passes over it.
  void learn(JsonCursor& cursor, const JsonWhere& where);

  /// Returns the type for all that was seen: BOOLEAN, BIGINT, HUGEINT, DOUBLE, VARCHAR, a list or a
  /// struct of such; VARCHAR if there was nothing but null; JSON if values are of several kinds,
  /// or objects without keys, with too many, with keys that name no field, or that differ only
  /// by case.
  exchange::ColumnType type() const;
  /// Whether numbers, texts, lists or objects share this place.
  bool is_mixed() const { return !mixed_at_.empty(); }
  /// Returns where a value was of another kind than those before it; empty if none was.
  const std::string& mixed_at() const { return mixed_at_; }
  /// Returns where the first number was that only text keeps; empty if none was.
  const std::string& text_number_at() const { return text_number_at_; }
  /// Returns what was seen of the elements of lists; null if there was no list.
  const JsonShape* element() const { return element_.get(); }
  /// The fields of all objects, in the order of their first appearance.
  const std::vector<std::pair<std::string, std::unique_ptr<JsonShape>>>& fields() const {
    return fields_;
  }
  /// Returns the shape of a field, and makes it.
  JsonShape& field(const std::string& key);

 private:
  void learn_number(std::string_view number, std::size_t offset, const JsonWhere& where);
  bool has_number() const { return has_integer_ || has_huge_ || has_double_ || has_text_number(); }
  bool has_text_number() const { return !text_number_at_.empty(); }
  bool has_several_kinds() const;
  exchange::ColumnType number_type() const;
  exchange::ColumnType object_type() const;

  bool has_boolean_ = false;
  bool has_string_ = false;
  bool has_array_ = false;
  bool has_object_ = false;
  bool has_integer_ = false;
  bool has_huge_ = false;
  bool has_double_ = false;
  std::string text_number_at_;
  std::string mixed_at_;
  std::unique_ptr<JsonShape> element_;
  std::vector<std::pair<std::string, std::unique_ptr<JsonShape>>> fields_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace osiris::components
