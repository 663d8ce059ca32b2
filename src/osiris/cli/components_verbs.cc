// The verbs `components list` and `components show`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"
#include "osiris/format/yaml.h"

#include <algorithm>

namespace osiris::cli {
namespace {

constexpr std::size_t kTextColumns = 90;  // Reads well beside a pipeline.

/// Says a schema's type in a word or two: "integer", "string or null", "lf | crlf".
std::string type_text(const Value& schema) {
  if (const Value* choices = schema.find("enum"); choices != nullptr && choices->is_array()) {
    std::vector<std::string> words;
    for (const Value& choice : choices->items()) {
      words.push_back(choice.is_string() ? choice.as_string() : to_json(choice));
    }
    return join(words, " | ");
  }
  const Value* type = schema.find("type");
  if (type == nullptr) {
    return "any";
  }
  if (!type->is_array()) {
    return type->is_string() ? type->as_string() : "any";
  }
  std::vector<std::string> words;
  for (const Value& word : type->items()) {
    words.push_back(word.is_string() ? word.as_string() : to_json(word));
  }
  return join(words, " or ");
}

bool is_required(const Value& schema, const std::string& option) {
  const Value* required = schema.find("required");
  return required != nullptr && required->is_array() &&
         std::any_of(required->items().begin(), required->items().end(),
                     [&](const Value& name) { return name == Value(option); });
}

/// Explains one option: its name, type and default on a line, its meaning below.
std::string option_text(const sdk::Spec& spec, const std::string& option) {
  const Value& schema = spec.config_schema().source();
  const Value* properties = schema.find("properties");
  const Value* found = properties == nullptr ? nullptr : properties->find(option);
  const Value about = found == nullptr ? Value::object() : *found;
  const Value* fallback = about.find("default");
  std::string text = "  " + option + "  (" + type_text(about);
  text += is_required(schema, option) ? ", required" : "";
  text += fallback != nullptr ? ", default " + to_json(*fallback) : "";
  text += spec.is_secret(option) ? ", secret" : "";
  text += ")\n";
  for (const std::string& line : wrap_text(about.text_or("description", ""), kTextColumns)) {
    text += "      " + line + "\n";
  }
  return text;
}

std::string indented(const std::string& text) {
  std::string out;
  for (const std::string& line : split(trim(text), '\n')) {
    out += line.empty() ? "\n" : "  " + line + "\n";
  }
  return out;
}

std::string component_text(const sdk::Spec& spec) {
  std::vector<std::string> modes;
  for (const sdk::Mode mode : spec.modes) {
    modes.emplace_back(sdk::to_string(mode));
  }
  std::string text =
      spec.name + " " + spec.version + "  (" + join(modes, ", ") + ")\n" + spec.title + "\n";
  for (const std::string& line : wrap_text(spec.description, kTextColumns)) {
    text += "  " + line + "\n";
  }
  text += "\noptions:\n";
  for (const std::string& option : spec.option_names()) {
    text += option_text(spec, option);
  }
  for (const sdk::Example& example : spec.examples) {
    text += "\nexample: " + example.title + "\n" + indented(to_yaml(example.config));
  }
  return text;
}

}  // namespace

ExitCode run_components_list(Invocation& call) {
  const auto components = app::list_components(call.world);
  if (!components.has_value()) {
    return report_error(call.options, call.console, components.error());
  }
  if (call.options.json) {
    return print_document(call.console, components_value(*components), ExitCode::kSuccess);
  }
  std::vector<std::vector<std::string>> rows;
  for (const app::ComponentSummary& component : *components) {
    rows.push_back(
        {component.name, component.version, join(component.modes, ", "), component.title});
  }
  call.console.print(render_table({{"component"}, {"version"}, {"modes"}, {"what it does"}}, rows));
  return ExitCode::kSuccess;
}

ExitCode run_components_show(Invocation& call) {
  const auto spec = app::show_component(call.world, call.options.component);
  if (!spec.has_value()) {
    return report_error(call.options, call.console, spec.error());
  }
  if (call.options.json) {
    return print_document(call.console, component_value(**spec), ExitCode::kSuccess);
  }
  call.console.print(component_text(**spec));
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
