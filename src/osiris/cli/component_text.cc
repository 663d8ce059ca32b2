#include "osiris/cli/component_text.h"

#include "osiris/base/text.h"
#include "osiris/cli/text_table.h"
#include "osiris/format/json.h"
#include "osiris/format/yaml.h"
#include "osiris/sdk/json_pointer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace osiris::cli {
namespace {

constexpr std::size_t kTextColumns = 90;  // Reads well beside a pipeline.

using Words = std::vector<std::string>;

std::string shown(const Value& value) {
  return value.is_string() ? value.as_string() : to_json(value);
}

/// Lists the words of a keyword that holds one or several.
Words words_of(const Value& value) {
  Words words;
  if (value.is_array()) {
    for (const Value& item : value.items()) {
      words.push_back(shown(item));
    }
  } else {
    words.push_back(shown(value));
  }
  return words;
}

/// Says a schema's type in a word or two: "integer", "string or null", "lf | crlf".
std::string type_text(const Value& schema) {
  if (const Value* choices = schema.find("enum"); choices != nullptr) {
    return join(words_of(*choices), " | ");
  }
  for (const char* key : {"anyOf", "oneOf"}) {
    if (const Value* branches = schema.find(key); branches != nullptr && branches->is_array()) {
      Words types;
      for (const Value& branch : branches->items()) {
        types.push_back(type_text(branch));
      }
      return join(types, " or ");
    }
  }
  const Value* type = schema.find("type");
  const std::string words = type == nullptr ? "any" : join(words_of(*type), " or ");
  const Value* items = schema.find("items");
  return words == "array" && items != nullptr ? "list of " + type_text(*items) : words;
}

/// Says a schema's limits: "at least 0", "at most 10 items".
Words limits_of(const Value& schema) {
  struct Limit {
    const char* keyword;
    const char* before;
    const char* after;
  };
  static constexpr std::array kLimits{Limit{"minimum", "at least ", ""},
                                      Limit{"maximum", "at most ", ""},
                                      Limit{"exclusiveMinimum", "above ", ""},
                                      Limit{"exclusiveMaximum", "below ", ""},
                                      Limit{"multipleOf", "a multiple of ", ""},
                                      Limit{"minLength", "at least ", " characters"},
                                      Limit{"maxLength", "at most ", " characters"},
                                      Limit{"minItems", "at least ", " items"},
                                      Limit{"maxItems", "at most ", " items"},
                                      Limit{"pattern", "matches ", ""},
                                      Limit{"format", "a ", ""}};
  Words limits;
  for (const Limit& limit : kLimits) {
    if (const Value* bound = schema.find(limit.keyword); bound != nullptr) {
      std::string after = limit.after;
      if (*bound == Value(1) && !after.empty()) {
        after.pop_back();  // One item, not items.
      }
      limits.push_back(limit.before + printable(shown(*bound)) + after);
    }
  }
  return limits;
}

bool is_required(const Value& schema, const std::string& name) {
  const Value* required = schema.find("required");
  return required != nullptr && required->is_array() &&
         std::any_of(required->items().begin(), required->items().end(),
                     [&](const Value& one) { return one == Value(name); });
}

/// Indents a text that may take several lines.
std::string paragraph(const std::string& text, std::size_t indent) {
  std::string lines;
  for (const std::string& line : wrap_text(text, kTextColumns)) {
    lines += std::string(indent, ' ') + line + "\n";
  }
  return lines;
}

/// Explains one property of a schema: its name, type, limits and default on a line, its meaning and
/// `notes` below.
std::string property_text(const Value& schema, const std::string& name, bool secret,
                          const Words& notes) {
  const Value* properties = schema.find("properties");
  const Value* found = properties == nullptr ? nullptr : properties->find(name);
  const Value about = found == nullptr ? Value::object() : *found;
  Words facts{type_text(about)};
  const Words limits = limits_of(about);
  facts.insert(facts.end(), limits.begin(), limits.end());
  if (is_required(schema, name)) {
    facts.emplace_back("required");
  }
  if (const Value* fallback = about.find("default"); fallback != nullptr) {
    facts.push_back("default " + to_json(*fallback));
  }
  if (secret) {
    facts.emplace_back("secret");
  }
  std::string text = "  " + name + "  (" + join(facts, ", ") + ")\n" +
                     paragraph(about.text_or("description", ""), 6);
  for (const std::string& note : notes) {
    text += paragraph(note, 6);
  }
  return text;
}

std::string options_text(const sdk::Spec& spec) {
  std::string text;
  for (const std::string& option : spec.option_names()) {
    Words notes;
    for (const auto& [name, others] : spec.aliases) {
      if (name == option) {
        notes.push_back("Refused under its other names: " + join(others, ", ") + ".");
      }
    }
    text += property_text(spec.config_schema().source(), option, spec.is_secret(option), notes);
  }
  return text;
}

std::string rules_text(const sdk::Spec& spec) {
  std::string text;
  for (const sdk::Constraint& rule : spec.constraints) {
    text += paragraph(rule.error, 2);
    text += paragraph("(when " + to_json(rule.when) + ": " + to_json(rule.must) + ")", 6);
  }
  return text.empty() ? "" : "\nrules between options:\n" + text;
}

std::string outputs_text(const sdk::Spec& spec) {
  std::string text;
  for (const sdk::Output& output : spec.outputs) {
    Words columns;
    for (const auto& [name, type] : output.columns) {
      columns.push_back(name + " " + type);
    }
    text += "  <step id>." + output.name + "  with " + to_json(output.when) + "\n";
    text += paragraph(output.description + " Columns: " + join(columns, ", ") + ".", 6);
  }
  return text.empty() ? "" : "\noutputs besides the step's own relation:\n" + text;
}

std::string policy_text(sdk::OverridePolicy policy) {
  switch (policy) {
    case sdk::OverridePolicy::kForbidden:
      return "A step may not set it.";
    case sdk::OverridePolicy::kWarning:
      return "A step may set it too, with a warning.";
    case sdk::OverridePolicy::kAllowed:
      break;
  }
  return "A step may set it too.";
}

/// Lists the fields of the connection: those its schema knows, then those that only the options do.
std::string connection_text(const sdk::Spec& spec) {
  if (!spec.takes_connection) {
    return {};
  }
  const Value schema =
      spec.connection_schema() == nullptr ? Value::object() : spec.connection_schema()->source();
  Words fields;
  if (const Value* properties = schema.find("properties"); properties != nullptr) {
    for (const Member& member : properties->members()) {
      fields.push_back(member.key);
    }
  }
  for (const sdk::ConnectionField& field : spec.connection_fields) {
    if (std::find(fields.begin(), fields.end(), field.name) == fields.end()) {
      fields.push_back(field.name);
    }
  }
  std::string text = "\nconnection of family " + spec.family() +
                     (spec.needs_connection ? ", required:\n" : ", optional:\n");
  for (const std::string& name : fields) {
    Words notes;
    for (const sdk::ConnectionField& field : spec.connection_fields) {
      if (field.name == name) {
        notes.push_back(policy_text(field.policy));
      }
    }
    const bool secret = std::any_of(spec.connection_secrets.begin(), spec.connection_secrets.end(),
                                    [&](const std::string& pointer) {
                                      return sdk::pointer_segments(pointer)->front() == name;
                                    });
    text += property_text(schema, name, secret, notes);
  }
  return text;
}

std::string state_text(const sdk::Spec& spec) {
  if (!spec.keeps_state) {
    return {};
  }
  const std::string option = spec.state_option.empty() ? "" : " with " + spec.state_option;
  return "\nkeeps state between runs" + option + "\n";
}

std::string capabilities_text(const sdk::Spec& spec) {
  Words able;
  if (const Value* all = spec.source.find("capabilities"); all != nullptr) {
    for (const Member& member : all->members()) {
      if (member.value.as_bool()) {
        able.push_back(member.key);
      }
    }
  }
  return able.empty() ? "" : "\ncapabilities: " + join(able, ", ") + "\n";
}

std::string indented(const std::string& text) {
  std::string out;
  for (const std::string& line : split(trim(text), '\n')) {
    out += line.empty() ? "\n" : "  " + line + "\n";
  }
  return out;
}

}  // namespace

std::string component_text(const sdk::Spec& spec) {
  Words modes;
  for (const sdk::Mode mode : spec.modes) {
    modes.emplace_back(sdk::to_string(mode));
  }
  std::string text = spec.name + " " + spec.version + "  (" + join(modes, ", ") + ")\n" +
                     spec.title + "\n" + paragraph(spec.description, 2);
  text += "\noptions:\n" + options_text(spec) + rules_text(spec) + outputs_text(spec) +
          connection_text(spec) + state_text(spec) + capabilities_text(spec);
  for (const sdk::Example& example : spec.examples) {
    text += "\nexample: " + example.title + "\n" + indented(to_yaml(example.config));
  }
  return text;
}

}  // namespace osiris::cli
