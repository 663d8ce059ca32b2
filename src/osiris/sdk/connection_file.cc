// Reads osiris_connections.yaml: `connections: {family: {alias: {field: value}}}`.

#include "osiris/base/text.h"
#include "osiris/format/yaml.h"
#include "osiris/sdk/connection.h"

#include <algorithm>

namespace osiris::sdk {
namespace {

using Families = std::map<std::string, std::map<std::string, Value>, std::less<>>;

/// Reads one file, keeping what is right and noting what is wrong.
class FileReader {
 public:
  FileReader(const std::string& file, Families& families, Diagnostics& diagnostics)
      : file_(file), families_(families), diagnostics_(diagnostics) {}

  void read(const Value& document) {
    if (document.is_null()) {
      return;  // An empty file names no connections.
    }
    if (!document.is_object()) {
      report(document.mark, {}, "the file must be a mapping", "begin with `connections:`");
      return;
    }
    for (const Member& member : document.members()) {
      if (member.key == "connections") {
        read_families(member.value);
      } else if (member.key != "version" && member.key.rfind("x-", 0) != 0) {
        report(member.key_mark, member.key, "unknown key '" + printable(member.key) + "'",
               "families stand under `connections:`");
      }
    }
  }

 private:
  void read_families(const Value& families) {
    if (families.is_null()) {
      return;
    }
    if (!families.is_object()) {
      report(families.mark, "connections", "connections must map families to their aliases",
             "e.g. `connections: {mysql: {main: {host: …}}}`");
      return;
    }
    for (const Member& family : families.members()) {
      if (!parse_connection_ref("@" + family.key).has_value() ||
          family.key.find('.') != std::string::npos) {
        report(family.key_mark, "connections." + family.key,
               "'" + printable(family.key) + "' cannot name a family",
               "use letters, digits, _ and -");
      } else {
        read_aliases(family);
      }
    }
  }

  void read_aliases(const Member& family) {
    const std::string place = "connections." + family.key;
    if (family.value.is_null()) {
      return;
    }
    if (!family.value.is_object()) {
      report(family.value.mark, place, "family '" + family.key + "' must map aliases to settings",
             "e.g. `" + family.key + ": {main: {…}}`");
      return;
    }
    std::string marked;
    for (const Member& alias : family.value.members()) {
      read_alias(family.key, alias);
      const Value* marker = alias.value.find("default");
      if (marker == nullptr || !marker->is_bool() || !marker->as_bool()) {
        continue;
      }
      if (!marked.empty()) {
        report(
            marker->mark, place + "." + alias.key + ".default",
            "'" + marked + "' and '" + alias.key + "' are both the default of '" + family.key + "'",
            "mark one of them");
      }
      marked = alias.key;
    }
  }

  void read_alias(const std::string& family, const Member& alias) {
    const std::string place = "connections." + family + "." + alias.key;
    if (!parse_connection_ref("@" + family + "." + alias.key).has_value()) {
      report(alias.key_mark, place, "'" + printable(alias.key) + "' cannot name a connection",
             "use letters, digits, _, - and .");
      return;
    }
    if (!alias.value.is_object()) {
      report(alias.value.mark, place,
             "connection @" + family + "." + alias.key + " must map fields to values",
             alias.value.is_string() ? "is an alias level missing between family and fields?"
                                     : "e.g. `" + alias.key + ": {host: …}`");
      return;
    }
    const Value* marker = alias.value.find("default");
    if (marker != nullptr && !marker->is_bool()) {
      report(marker->mark, place + ".default", "default must be true or false",
             "write `default: true`");
    }
    families_[family].insert_or_assign(alias.key, alias.value);
  }

  void report(const Mark& mark, std::string location, std::string message, std::string hint) {
    Diagnostic& diagnostic = diagnostics_.emplace_back();
    diagnostic.code = kConnectionFile.name;
    diagnostic.where = {
        .file = file_, .line = mark.line, .column = mark.column, .end_column = mark.end_column};
    diagnostic.message = std::move(message);
    diagnostic.hint = std::move(hint);
    diagnostic.type = "invalid_connections_file";
    diagnostic.location = std::move(location);
  }

  const std::string& file_;
  Families& families_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::pair<ConnectionCatalog, Diagnostics> ConnectionCatalog::parse(std::string_view yaml,
                                                                   const std::string& file) {
  ConnectionCatalog catalog;
  YamlDocument document = parse_yaml(yaml, file);
  Diagnostics diagnostics = std::move(document.diagnostics);
  if (document.value.has_value()) {
    FileReader(file, catalog.families_, diagnostics).read(*document.value);
  }
  sort_by_position(diagnostics);
  return {std::move(catalog), std::move(diagnostics)};
}

}  // namespace osiris::sdk
