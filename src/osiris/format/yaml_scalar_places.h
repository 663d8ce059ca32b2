#pragma once
// Places inside of a text of a YAML document, however it is quoted, folded or indented there.

#include "osiris/format/value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris {

/// One text of a document, and where each of its bytes comes from.
class YamlScalarPlaces {
 public:
  /// Finds the text whose mark is `mark` in a document that parse_yaml() reads without errors;
  /// nothing if none begins there, or if its bytes cannot be traced back.
  static std::optional<YamlScalarPlaces> find(std::string_view document, const Mark& mark);

  /// Returns the text, as parse_yaml() gives it.
  const std::string& text() const { return text_; }

  /// Returns the place of a stretch of the text. It ends where its line ends in the document.
  Mark locate(std::size_t offset, std::size_t length) const;

 private:
  YamlScalarPlaces(std::string document, std::string text, std::vector<std::size_t> offsets)
      : document_(std::move(document)), text_(std::move(text)), offsets_(std::move(offsets)) {}

  std::string document_;              ///< As the parser sees it.
  std::string text_;                  ///< The scalar's value.
  std::vector<std::size_t> offsets_;  ///< Into the document, for each byte of the text.
};

}  // namespace osiris
