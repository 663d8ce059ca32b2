#include "osiris/format/schema_compile.h"

#include "osiris/base/text.h"
#include "osiris/format/schema.h"

#include <fmt/format.h>
#include <array>
#include <cmath>
#include <iterator>

namespace osiris {
namespace {

/// Deeper schemas are mistakes, and checking recurses as deep.
constexpr std::size_t kDepthMax = 64;

constexpr std::array<std::pair<std::string_view, SchemaType>, 7> kTypes{{
    {"null", SchemaType::kNull},
    {"boolean", SchemaType::kBoolean},
    {"integer", SchemaType::kInteger},
    {"number", SchemaType::kNumber},
    {"string", SchemaType::kString},
    {"array", SchemaType::kArray},
    {"object", SchemaType::kObject},
}};

/// Compiles one keyword after another. The path names the place in messages.
class SchemaCompiler {
 public:
  Status compile(const Value& schema, SchemaNode& node) {
    if (schema.is_bool()) {
      node.verdict = schema.as_bool();
      return {};
    }
    if (!schema.is_object()) {
      return refuse("a schema must be a mapping, true or false");
    }
    if (path_.size() > kDepthMax) {
      return refuse(fmt::format("schemas are nested more than {} deep", kDepthMax));
    }
    for (const Member& member : schema.members()) {
      path_.push_back(member.key);
      OSIRIS_CHECKED(compile_keyword(member.key, member.value, node));
      path_.pop_back();
    }
    return {};
  }

 private:
  using Handler = Status (SchemaCompiler::*)(const Value&, SchemaNode&);
  struct Keyword {
    std::string_view name;
    Handler handler;
  };

  Status compile_keyword(const std::string& name, const Value& value, SchemaNode& node);

  Status annotation(const Value& /*value*/, SchemaNode& /*node*/) { return {}; }

  Status type(const Value& value, SchemaNode& node) {
    if (!value.is_array()) {
      return add_type(value, node);
    }
    for (const Value& item : value.items()) {
      OSIRIS_CHECKED(add_type(item, node));
    }
    return node.types.empty() ? refuse("must name at least one type") : Status();
  }

  Status add_type(const Value& name, SchemaNode& node) {
    for (const auto& [known, type] : kTypes) {
      if (name.is_string() && name.as_string() == known) {
        node.types.push_back(type);
        return {};
      }
    }
    return refuse(
        "must be null, boolean, integer, number, string, array or object, or a list of these");
  }

  Status allowed(const Value& value, SchemaNode& node) {
    node.allowed = &value;
    return value.is_array() && !value.items().empty() ? Status()
                                                      : refuse("must be a list with values");
  }

  Status constant(const Value& value, SchemaNode& node) {
    node.constant = &value;
    return {};
  }

  template <const Value* SchemaNode::* field>
  Status limit(const Value& value, SchemaNode& node) {
    node.*field = &value;
    return value.is_number() && !std::isnan(value.as_double()) ? Status()
                                                               : refuse("must be a number");
  }

  Status multiple_of(const Value& value, SchemaNode& node) {
    node.multiple_of = &value;
    return value.is_number() && value.as_double() > 0 ? Status()
                                                      : refuse("must be a number above 0");
  }

  template <SchemaBounds SchemaNode::* field, std::optional<std::size_t> SchemaBounds::* end>
  Status bound(const Value& value, SchemaNode& node) {
    if (value.kind() != Value::Kind::kInt || value.as_int() < 0) {
      return refuse("must be an integer of at least 0");
    }
    node.*field.*end = static_cast<std::size_t>(value.as_int());
    return {};
  }

  Status pattern(const Value& value, SchemaNode& node) {
    if (!value.is_string()) {
      return refuse("must be a string");
    }
    OSIRIS_TRY(node.pattern, compile_pattern(value.as_string()));
    return {};
  }

  Status pattern_words(const Value& value, SchemaNode& node) {
    node.pattern_words = value.is_string() ? value.as_string() : "";
    return node.pattern_words.empty() ? refuse("must be a string, not empty") : Status();
  }

  Status format(const Value& value, SchemaNode& node) {
    node.is_uri = value.is_string() && value.as_string() == "uri";
    return node.is_uri ? Status() : refuse("the only known format is uri");
  }

  template <bool SchemaNode::* field>
  Status flag(const Value& value, SchemaNode& node) {
    if (!value.is_bool()) {
      return refuse("must be true or false");
    }
    node.*field = value.as_bool();
    return {};
  }

  template <std::unique_ptr<SchemaNode> SchemaNode::* field>
  Status nested(const Value& value, SchemaNode& node) {
    node.*field = std::make_unique<SchemaNode>();
    return compile(value, *(node.*field));
  }

  template <std::vector<SchemaNode> SchemaNode::* field>
  Status branches(const Value& value, SchemaNode& node) {
    if (!value.is_array() || value.items().empty()) {
      return refuse("must be a list of schemas");
    }
    for (const Value& item : value.items()) {
      OSIRIS_CHECKED(compile(item, (node.*field).emplace_back()));
    }
    return {};
  }

  Status properties(const Value& value, SchemaNode& node) {
    if (!value.is_object()) {
      return refuse("must be a mapping of schemas");
    }
    for (const Member& member : value.members()) {
      path_.push_back(member.key);
      NamedSchema& added = node.properties.emplace_back(NamedSchema{member.key, {}});
      OSIRIS_CHECKED(compile(member.value, added.schema));
      path_.pop_back();
    }
    return {};
  }

  Status pattern_properties(const Value& value, SchemaNode& node) {
    if (!value.is_object()) {
      return refuse("must be a mapping of schemas");
    }
    for (const Member& member : value.members()) {
      path_.push_back(member.key);
      OSIRIS_TRY(Pattern pattern, compile_pattern(member.key));
      PatternSchema& added =
          node.pattern_properties.emplace_back(PatternSchema{std::move(pattern), {}});
      OSIRIS_CHECKED(compile(member.value, added.schema));
      path_.pop_back();
    }
    return {};
  }

  Status required(const Value& value, SchemaNode& node) {
    if (!value.is_array()) {
      return refuse("must be a list of keys");
    }
    for (const Value& item : value.items()) {
      if (!item.is_string()) {
        return refuse("must be a list of keys");
      }
      node.required.push_back(item.as_string());
    }
    return {};
  }

  Result<Pattern> compile_pattern(const std::string& text) {
    auto pattern = Pattern::compile(text);
    if (!pattern.has_value()) {
      return fail(std::move(pattern).error().within("schema at '" + join(path_, ".") + "'"));
    }
    return pattern;
  }

  Status refuse(std::string_view message) const {
    return fail(kSchemaInvalid, path_.empty() ? fmt::format("schema: {}", message)
                                              : fmt::format("schema at '{}': {}",
                                                            printable(join(path_, ".")), message));
  }

  static const Keyword kKeywords[];

  std::vector<std::string> path_;
};

constexpr SchemaCompiler::Keyword SchemaCompiler::kKeywords[] = {
    {"type", &SchemaCompiler::type},
    {"enum", &SchemaCompiler::allowed},
    {"const", &SchemaCompiler::constant},
    {"minimum", &SchemaCompiler::limit<&SchemaNode::minimum>},
    {"maximum", &SchemaCompiler::limit<&SchemaNode::maximum>},
    {"exclusiveMinimum", &SchemaCompiler::limit<&SchemaNode::exclusive_minimum>},
    {"exclusiveMaximum", &SchemaCompiler::limit<&SchemaNode::exclusive_maximum>},
    {"multipleOf", &SchemaCompiler::multiple_of},
    {"minLength", &SchemaCompiler::bound<&SchemaNode::length, &SchemaBounds::min>},
    {"maxLength", &SchemaCompiler::bound<&SchemaNode::length, &SchemaBounds::max>},
    {"minItems", &SchemaCompiler::bound<&SchemaNode::item_count, &SchemaBounds::min>},
    {"maxItems", &SchemaCompiler::bound<&SchemaNode::item_count, &SchemaBounds::max>},
    {"minProperties", &SchemaCompiler::bound<&SchemaNode::member_count, &SchemaBounds::min>},
    {"maxProperties", &SchemaCompiler::bound<&SchemaNode::member_count, &SchemaBounds::max>},
    {"pattern", &SchemaCompiler::pattern},
    {"x-pattern-words", &SchemaCompiler::pattern_words},
    {"format", &SchemaCompiler::format},
    {"uniqueItems", &SchemaCompiler::flag<&SchemaNode::has_unique_items>},
    {"x-secret", &SchemaCompiler::flag<&SchemaNode::is_secret>},
    {"items", &SchemaCompiler::nested<&SchemaNode::items>},
    {"additionalProperties", &SchemaCompiler::nested<&SchemaNode::additional>},
    {"not", &SchemaCompiler::nested<&SchemaNode::negated>},
    {"anyOf", &SchemaCompiler::branches<&SchemaNode::any_of>},
    {"oneOf", &SchemaCompiler::branches<&SchemaNode::one_of>},
    {"allOf", &SchemaCompiler::branches<&SchemaNode::all_of>},
    {"properties", &SchemaCompiler::properties},
    {"patternProperties", &SchemaCompiler::pattern_properties},
    {"required", &SchemaCompiler::required},
    {"title", &SchemaCompiler::annotation},
    {"description", &SchemaCompiler::annotation},
    {"default", &SchemaCompiler::annotation},
    {"examples", &SchemaCompiler::annotation},
    {"deprecated", &SchemaCompiler::annotation},
    {"$schema", &SchemaCompiler::annotation},
    {"$id", &SchemaCompiler::annotation},
    {"$comment", &SchemaCompiler::annotation},
};

Status SchemaCompiler::compile_keyword(const std::string& name, const Value& value,
                                       SchemaNode& node) {
  std::vector<std::string> known;
  for (const Keyword& keyword : kKeywords) {
    if (keyword.name == name) {
      return (this->*keyword.handler)(value, node);
    }
    known.emplace_back(keyword.name);
  }
  if (name.starts_with("x-")) {
    return {};
  }
  return refuse("unknown keyword" + suggest(name, known));
}

}  // namespace

SchemaNode::SchemaNode() = default;
SchemaNode::SchemaNode(SchemaNode&&) noexcept = default;
SchemaNode& SchemaNode::operator=(SchemaNode&&) noexcept = default;
SchemaNode::~SchemaNode() = default;

Status compile_schema(const Value& schema, SchemaNode& node) {
  return SchemaCompiler().compile(schema, node);
}

}  // namespace osiris
