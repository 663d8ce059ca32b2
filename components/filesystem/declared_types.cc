#include "components/filesystem/declared_types.h"

#include "osiris/base/text.h"
#include "osiris/sdk/foresight.h"

#include <algorithm>
#include <utility>

namespace osiris::components {
namespace {

/// Reads one of the two options after the other.
class Reader {
 public:
  Reader(TypeWords words, const ErrorCode& bad_option) : words_(words), bad_option_(bad_option) {}

  Status read_dtype(const Value& value, DeclaredTypes& types) const {
    if (value.is_string()) {
      OSIRIS_TRY(types.of_all, read_type(value.as_string(), "dtype"));
      return {};
    }
    for (const Member& member : value.members()) {
      OSIRIS_TRY(types.by_name[member.key], read_type(member.value.as_string(), "dtype"));
    }
    return {};
  }

  Status read_schema(const Value& value, DeclaredTypes& types) const {
    for (const Value& column : value.items()) {
      const std::string name = column.text_or("name", "");
      OSIRIS_TRY(const exchange::ColumnType type, read_type(column.text_or("type", ""), "schema"));
      OSIRIS_CHECKED(check_new(name, types.schema));
      types.by_name.emplace(name, type);
      types.schema.push_back(name);
    }
    return {};
  }

 private:
  Result<exchange::ColumnType> read_type(const std::string& word, const std::string& option) const {
    if (const auto type = parse_type(word, words_)) {
      return *type;
    }
    if (names_nested_type(word)) {
      return fail(refused("'" + option + "' names a nested type '" + printable(word) +
                              "', which cannot be declared",
                          types_hint(words_), option));
    }
    return fail(refused("'" + option + "' names an unknown type '" + printable(word) + "'" +
                            suggest_type(word, words_),
                        types_hint(words_), option));
  }

  Status check_new(const std::string& name, const std::vector<std::string>& known) const {
    const auto other = std::find_if(known.begin(), known.end(), [&name](const std::string& one) {
      return to_lower(one) == to_lower(name);
    });
    if (other == known.end()) {
      return {};
    }
    return fail(*other == name
                    ? refused("'schema' names the column '" + printable(name) + "' twice",
                              "remove one of them", "schema")
                    : refused("'schema' names the columns '" + printable(*other) + "' and '" +
                                  printable(name) + "', which the database would take for one",
                              "it does not tell upper from lower case: remove one of them",
                              "schema"));
  }

  Error refused(std::string message, std::string hint, const std::string& option) const {
    return make_error(bad_option_, std::move(message), std::move(hint))
        .with(std::string(sdk::kOptionDetail), option);
  }

  const TypeWords words_;
  const ErrorCode& bad_option_;
};

}  // namespace

std::optional<exchange::ColumnType> DeclaredTypes::of(const std::string& name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? of_all : found->second;
}

std::optional<exchange::Schema> DeclaredTypes::typed(
    const std::vector<std::string>& columns) const {
  exchange::Schema result;
  for (const std::string& name : columns) {
    auto type = of(name);
    if (!type) {
      return std::nullopt;
    }
    result.push_back({name, *std::move(type)});
  }
  return result.empty() ? std::nullopt : std::optional(std::move(result));
}

Result<DeclaredTypes> read_declared_types(const sdk::StepConfig& config, TypeWords words,
                                          const ErrorCode& bad_option) {
  DeclaredTypes types;
  const Reader reader(words, bad_option);
  if (config.has("dtype")) {
    OSIRIS_CHECKED(reader.read_dtype(*config.find("dtype"), types));
  }
  if (config.has("schema")) {
    OSIRIS_CHECKED(reader.read_schema(*config.find("schema"), types));
  }
  return types;
}

}  // namespace osiris::components
