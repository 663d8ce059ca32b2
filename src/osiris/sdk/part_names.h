#pragma once
// What the files are called that one output is split into.

#include "osiris/base/filesystem.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace osiris::sdk {

/// Stands in a file's name for the number of the file: "orders_{part}.csv".
inline constexpr std::string_view kPartPlaceholder = "{part}";

/// As many files as have numbers of five digits, so that the order of names is that of numbers.
inline constexpr std::size_t kPartsMax = 99'999;

/// Names `orders-00001.csv.gz`, `orders-00002.csv.gz` and so on, made of `orders.csv.gz`. A path
/// whose last name has the placeholder says itself where the number stands; in folders the
/// placeholder means nothing.
class PartNames {
 public:
  explicit PartNames(const Path& path);

  /// Returns the folder of all of them; empty if the path has none.
  const Path& folder() const { return folder_; }
  /// Returns the name of a file; numbers begin with 1 and end with kPartsMax.
  std::string name(std::size_t number) const;
  /// Returns the number in a name; nothing if it is no name of these.
  std::optional<std::size_t> number_of(std::string_view name) const;
  /// Returns all paths as one, with the placeholder.
  Path pattern() const;

 private:
  Path folder_;
  std::string begin_;  ///< What stands before the number.
  std::string end_;
};

}  // namespace osiris::sdk
