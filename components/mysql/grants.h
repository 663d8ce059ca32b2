#pragma once
// What a user may do, out of the server's own list of it.

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

/// The rights of a user in one database, or in all: "SELECT", "CREATE", ... in upper case.
struct Rights {
  std::set<std::string> everywhere;   ///< In all of its tables.
  std::set<std::string> some_tables;  ///< In some of its tables or columns only.

  bool has(const std::string& right) const { return everywhere.count(right) > 0; }
};

/// The lines of SHOW GRANTS. Lines that are not understood give no right.
/// Source: MySQL Reference Manual, "SHOW GRANTS Statement"; MariaDB Knowledge Base, "SHOW GRANTS".
class Grants {
 public:
  explicit Grants(const std::vector<std::string>& lines);

  /// Returns the rights in a database; without a name, those in any. ALL PRIVILEGES counts as each
  /// right on rows and tables.
  Rights in(std::string_view database) const;
  /// Tells whether there are roles, whose rights may not be in the list.
  bool has_roles() const { return has_roles_; }

 private:
  struct Grant {
    Rights rights;
    std::string
        database;  ///< In which % and _ stand for others, unless it is a table's. Empty: all.
    bool is_table = false;
  };
  void take(std::string_view line);

  std::vector<Grant> grants_;
  bool has_roles_ = false;
};

}  // namespace osiris::components::mysql
