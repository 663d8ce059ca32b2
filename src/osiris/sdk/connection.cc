#include "osiris/sdk/connection.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/sdk/connection_variables.h"
#include "osiris/sdk/environment_reference.h"

#include <algorithm>

namespace osiris::sdk {
namespace {

constexpr const char* kReferenceShape = "write '@family.alias', e.g. '@mysql.main'";

bool is_family_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

bool is_alias_name(std::string_view text) {
  return is_family_name(replace_all(std::string(text), ".", "_"));
}

/// Names what could have been meant: the nearest word, else all of them.
std::string hint_among(std::string_view word, const std::vector<std::string>& words,
                       std::string_view what) {
  if (words.empty()) {
    return {};
  }
  if (const auto nearest = find_nearest(word, words); nearest.has_value()) {
    return "did you mean '" + *nearest + "'?";
  }
  return std::string(what) + ": " + join(words, ", ");
}

bool is_marked_default(const Value& settings) {
  const Value* marker = settings.find("default");
  return marker != nullptr && marker->is_bool() && marker->as_bool();
}

/// Fills in one connection's settings, remembering what came from outside.
class Filling {
 public:
  Filling(const Environment& environment, const ConnectionRef& ref, ConnectionSettings& settings)
      : environment_(environment), ref_(ref), settings_(settings) {}

  Status fill(Value& value, const std::string& field) {
    if (value.is_string()) {
      return fill_text(value, field);
    }
    if (value.is_array()) {
      for (Value& item : value.items()) {
        OSIRIS_CHECKED(fill(item, field));
      }
    } else if (value.is_object()) {
      for (Member& member : value.members()) {
        OSIRIS_CHECKED(fill(member.value, field.empty() ? member.key : field + "." + member.key));
      }
    }
    return {};
  }

 private:
  Status fill_text(Value& value, const std::string& field) {
    const std::string& text = value.as_string();
    const std::vector<EnvironmentReference> references = find_environment_references(text);
    if (references.empty()) {
      return {};
    }
    std::string filled;
    std::size_t copied = 0;
    for (const EnvironmentReference& reference : references) {
      OSIRIS_TRY(const std::string content, look_up(reference, field));
      filled.append(text, copied, reference.begin - copied).append(content);
      copied = reference.end;
    }
    filled.append(text, copied);
    const bool is_whole = references.size() == 1 && references.front().begin == 0 &&
                          references.front().end == text.size();
    value = is_whole ? typed(filled) : Value(filled);
    return {};
  }

  Result<std::string> look_up(const EnvironmentReference& reference, const std::string& field) {
    if (is_set(environment_, reference.name)) {
      return settings_.from_env.emplace_back(*environment_.get(reference.name));
    }
    if (reference.fallback.has_value()) {
      return *reference.fallback;
    }
    return fail(unset_variable(ref_, reference.name, field));
  }

  /// Gives a text from outside the type it stands for. A password of digits stays the same text to
  /// the one who asks for text, hence only forms that read back exactly.
  static Value typed(const std::string& text) {
    const auto number = parse_json(text);
    const bool keeps = number.has_value() && (number->is_number() || number->is_bool()) &&
                       to_json(*number) == text;
    return keeps ? *number : Value(text);
  }

  const Environment& environment_;
  const ConnectionRef& ref_;
  ConnectionSettings& settings_;
};

}  // namespace

std::string ConnectionRef::to_text() const {
  return alias.empty() ? "@" + family : "@" + family + "." + alias;
}

Result<ConnectionRef> parse_connection_ref(std::string_view text) {
  // Who writes a URL here may have written a password with it.
  const std::string_view body = text.substr(text.substr(0, 1) == "@" ? 1 : 0);
  const std::string shown = (is_alias_name(body) ? "'" + printable(text) + "'" : "the text") +
                            " is no connection reference";
  if (text.empty() || text.front() != '@') {
    return fail(kConnectionInvalid, shown, kReferenceShape);
  }
  const std::size_t dot = text.find('.');
  const std::string_view family = text.substr(1, dot == std::string_view::npos ? dot : dot - 1);
  const std::string_view alias =
      dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  const bool has_alias = dot != std::string_view::npos;
  if (!is_family_name(family) || (has_alias && !is_alias_name(alias))) {
    return fail(kConnectionInvalid, shown, kReferenceShape);
  }
  return ConnectionRef{.family = std::string(family), .alias = std::string(alias)};
}

std::string ConnectionSettings::text(std::string_view key) const {
  const Value* value = values.find(key);
  if (value == nullptr || value->is_null()) {
    return {};
  }
  return value->is_string() ? value->as_string() : to_json(*value);
}

Result<ConnectionRef> ConnectionCatalog::find(const ConnectionRef& ref) const {
  const auto family = families_.find(ref.family);
  if (family == families_.end()) {
    const std::vector<std::string> known = families();
    return fail(
        kConnectionUnknown, "no connection of family '" + ref.family + "'",
        known.empty()
            ? "no osiris_connections.yaml was found that names one, in $OSIRIS_HOME, in the "
              "project's folder or above it: make it with `connections: {" +
                  ref.family + ": {main: {…}}}`"
            : hint_among(ref.family, known, "families"));
  }
  const std::vector<std::string> names = aliases(ref.family);
  if (!ref.alias.empty()) {
    if (family->second.count(ref.alias) > 0) {
      return ref;
    }
    return fail(kConnectionUnknown, "no connection " + ref.to_text(),
                hint_among(ref.alias, names, "aliases of " + ref.family));
  }
  for (const auto& [alias, settings] : family->second) {
    if (is_marked_default(settings)) {
      return ConnectionRef{.family = ref.family, .alias = alias};
    }
  }
  if (family->second.count("default") > 0) {
    return ConnectionRef{.family = ref.family, .alias = "default"};
  }
  if (names.size() == 1) {
    return ConnectionRef{.family = ref.family, .alias = names.front()};
  }
  return fail(kConnectionUnknown, "family '" + ref.family + "' has no default connection",
              "name one of " + join(names, ", ") + ", or mark one with `default: true`");
}

Result<ConnectionSettings> ConnectionCatalog::resolve(const ConnectionRef& ref,
                                                      const Environment& environment) const {
  OSIRIS_TRY(const ConnectionRef found, find(ref));
  ConnectionSettings settings{.ref = found, .values = *raw(found), .from_env = {}};
  settings.values.erase("default");
  OSIRIS_CHECKED(Filling(environment, found, settings).fill(settings.values, {}));
  return settings;
}

std::vector<std::string> ConnectionCatalog::families() const {
  std::vector<std::string> names;
  for (const auto& [family, connections] : families_) {
    names.push_back(family);
  }
  return names;
}

std::vector<std::string> ConnectionCatalog::aliases(std::string_view family) const {
  std::vector<std::string> names;
  if (const auto found = families_.find(family); found != families_.end()) {
    for (const auto& [alias, settings] : found->second) {
      names.push_back(alias);
    }
  }
  return names;
}

const Value* ConnectionCatalog::raw(const ConnectionRef& ref) const {
  const auto family = families_.find(ref.family);
  if (family == families_.end()) {
    return nullptr;
  }
  const auto settings = family->second.find(ref.alias);
  return settings == family->second.end() ? nullptr : &settings->second;
}

}  // namespace osiris::sdk
