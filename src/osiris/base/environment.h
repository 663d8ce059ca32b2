#pragma once
// Environment variables, behind a seam.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace osiris {

/// A snapshot of environment variables.
class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string> variables)
      : variables_(std::move(variables)) {}
  /// Takes the process' variables as they are now.
  static Environment from_process();

  std::optional<std::string> get(const std::string& name) const;
  /// Adds a variable unless it is set already: what is exported wins over what a file says.
  void set_default(const std::string& name, std::string_view value);
  const std::map<std::string, std::string>& all() const { return variables_; }

 private:
  std::map<std::string, std::string> variables_;
};

}  // namespace osiris
