#include "osiris/oml/parameters.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/oml/parameter_sections.h"
#include "osiris/oml/parameter_text.h"
#include "osiris/sdk/secret_names.h"

#include <algorithm>
#include <set>
#include <utility>

namespace osiris::oml {
namespace {

/// Writes a value as it stands inside a text.
std::string text_of_scalar(const Value& value) {
  return value.is_string() ? value.as_string() : to_json(value);
}

/// Finds values for the parameters of one document and puts them in their places.
class Resolution {
 public:
  Resolution(Value& document, const ParameterSources& sources, const std::string& file)
      : document_(document), sources_(sources), findings_(file) {}

  ParameterOutcome run() {
    declarations_ = read_declarations(document_, findings_);
    profile_ = read_profiles(document_, sources_.profile, findings_);
    for_each_text(document_, [this](Value& text, const std::string&) { note_uses(text); });
    std::set<std::string> names = used_;
    for (const auto& [name, declaration] : declarations_) {
      names.insert(name);
    }
    for (const std::string& name : names) {
      resolve(name);
    }
    check_outside(names);
    for_each_text(document_,
                  [this](Value& text, const std::string& location) { substitute(text, location); });
    ParameterOutcome outcome;
    for (auto& [name, parameter] : resolved_) {
      outcome.parameters.push_back(std::move(parameter));
    }
    outcome.diagnostics = findings_.take();
    return outcome;
  }

 private:
  /// Calls `act` for every text outside of `params` and `profiles`, with its place in words.
  template <class Act>
  void for_each_text(Value& document, const Act& act) {
    if (!document.is_object()) {
      return;
    }
    for (Member& member : document.members()) {
      if (member.key != "params" && member.key != "profiles") {
        std::string location = member.key;
        visit(member.value, location, act);
      }
    }
  }

  /// `location` is one buffer for the whole walk: most values hold no reference, and their places
  /// are never read.
  template <class Act>
  void visit(Value& value, std::string& location, const Act& act) {
    const std::size_t length = location.size();
    if (value.is_string()) {
      if (holds_parameter_reference(value)) {
        act(value, location);
      }
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        location.append("[").append(std::to_string(i)).append("]");
        visit(value.items()[i], location, act);
        location.resize(length);
      }
    } else if (value.is_object()) {
      for (Member& member : value.members()) {
        location.append(".").append(member.key);
        visit(member.value, location, act);
        location.resize(length);
      }
    }
  }

  void note_uses(const Value& text) {
    for (ParameterReference& reference : find_parameter_references(text.as_string())) {
      used_.insert(std::move(reference.name));
    }
  }

  /// Takes a parameter's value from the strongest source that has one.
  void resolve(const std::string& name) {
    const std::string variable = parameter_variable(name);
    const auto given = sources_.command_line.find(name);
    if (given != sources_.command_line.end()) {
      take_text(name, given->second, "command line");
    } else if (const auto content = sources_.environment.get(variable); content.has_value()) {
      take_text(name, *content, "environment " + variable);
    } else if (const auto value = profile_.find(name); value != profile_.end()) {
      take(name, value->second.value, "profile " + sources_.profile,
           {value->second.mark, "profiles." + sources_.profile + ".params." + name});
    } else if (const Declaration* declaration = declared(name);
               declaration != nullptr && declaration->fallback.has_value()) {
      take(name, *declaration->fallback, "default", place_of(name));
    }
  }

  void take_text(const std::string& name, const std::string& text, const std::string& origin) {
    const Declaration* declaration = declared(name);
    const std::string type = declaration == nullptr ? std::string() : declaration->type;
    const Value* example = declaration != nullptr && declaration->fallback.has_value()
                               ? &*declaration->fallback
                               : nullptr;
    auto value = read_parameter_text(text, type, example);
    if (!value.has_value()) {
      const std::string wanted = type.empty() ? std::string(kind_name(*example)) : type;
      findings_.error(kInvalidParameterValue, place_of(name),
                      "parameter " + in_quotes(name) + " must be of type " + wanted + ", got " +
                          shown(name, text) + " from " + origin,
                      example_for(wanted));
      value = text;
    }
    take(name, std::move(*value), origin, place_of(name));
  }

  void take(const std::string& name, Value value, const std::string& origin, const Place& place) {
    if (const Declaration* declaration = declared(name);
        declaration != nullptr && declaration->schema.has_value()) {
      for (const SchemaFinding& finding : declaration->schema->check(value)) {
        findings_.error(kInvalidParameterValue, place,
                        "parameter " + in_quotes(name) + " from " + origin + " " +
                            (sdk::is_secret_name(name) ? "is not valid" : finding.message),
                        hint_or(finding.hint, "correct the value, or what `params` declares"));
      }
    }
    if (sdk::is_secret_name(name) && !value.is_null()) {
      findings_.error(kInlineSecret, place,
                      "parameter " + in_quotes(name) +
                          " sounds secret, and parameters are written into the manifest",
                      "put it into a connection of osiris_connections.yaml, as ${NAME}");
      value = "***";  // Findings about the places that use it would quote it.
    }
    resolved_.insert_or_assign(
        name, ResolvedParameter{.name = name, .value = std::move(value), .origin = origin});
  }

  /// Refuses values from outside that nothing asks for: most of them are misspelt.
  void check_outside(const std::set<std::string>& names) {
    const std::vector<std::string> known(names.begin(), names.end());
    for (const auto& [name, text] : sources_.command_line) {
      if (names.count(name) == 0) {
        findings_.error(kUnknownParameter, {{}, "params." + name},
                        "--param " + in_quotes(name) + " is no parameter of this pipeline",
                        suggestion_for(name, known));
      }
    }
    for (const auto& [name, value] : profile_) {
      if (names.count(name) == 0) {
        findings_.warning(
            kUnknownParameter, {value.mark, "profiles." + sources_.profile + ".params." + name},
            "no parameter " + in_quotes(name) + " is declared or used",
            hint_or(did_you_mean(name, known), "remove it, or declare it under `params`"));
      }
    }
  }

  static std::string suggestion_for(const std::string& name,
                                    const std::vector<std::string>& known) {
    return hint_or(did_you_mean(name, known), known.empty()
                                                  ? "it has none: leave the option out"
                                                  : "its parameters: " + join(known, ", "));
  }

  /// Shows how a value of a type is written.
  static const char* example_for(std::string_view type) {
    constexpr std::pair<std::string_view, const char*> kExamples[] = {
        {"integer", "write digits only, such as 100"},
        {"number", "write it like 0.5"},
        {"boolean", "write true or false"},
        {"list", "write it like [a, b]"},
        {"mapping", "write it like {a: 1}"}};
    for (const auto& [name, example] : kExamples) {
      if (name == type) {
        return example;
      }
    }
    return "correct the value";
  }

  void substitute(Value& value, const std::string& location) {
    const std::string text = value.as_string();
    const std::vector<ParameterReference> references = find_parameter_references(text);
    const bool is_whole = references.size() == 1 && references.front().begin == 0 &&
                          references.front().end == text.size();
    std::string filled;
    std::size_t copied = 0;
    for (const ParameterReference& reference : references) {
      const auto parameter = resolved_.find(reference.name);
      if (parameter == resolved_.end()) {
        report_unresolved(reference.name, {value.mark, location});
        continue;
      }
      if (is_whole) {
        replace_whole(value, parameter->second.value);
        return;
      }
      filled.append(text, copied, reference.begin - copied);
      filled += text_of(parameter->second, {value.mark, location});
      copied = reference.end;
    }
    filled.append(text, copied);
    Value replaced(std::move(filled));
    replaced.mark = value.mark;
    replaced.plain = value.plain;
    value = std::move(replaced);
  }

  /// Puts a parameter's value in place of its reference, keeping the type. Later findings about
  /// the value point at the reference.
  static void replace_whole(Value& value, const Value& replacement) {
    const Mark mark = value.mark;
    value = replacement;
    set_marks(value, mark);
  }

  static void set_marks(Value& value, const Mark& mark) {
    value.mark = mark;
    if (value.is_array()) {
      for (Value& item : value.items()) {
        set_marks(item, mark);
      }
    } else if (value.is_object()) {
      for (Member& member : value.members()) {
        member.key_mark = mark;
        set_marks(member.value, mark);
      }
    }
  }

  std::string text_of(const ResolvedParameter& parameter, const Place& place) {
    const Value& value = parameter.value;
    if (value.is_null() || value.is_array() || value.is_object()) {
      findings_.error(kParameterNotText, place,
                      "parameter " + in_quotes(parameter.name) + " is " + kind_found(value) +
                          " and cannot stand inside a text",
                      "let the reference be the whole value");
      return {};
    }
    return text_of_scalar(value);
  }

  void report_unresolved(const std::string& name, const Place& place) {
    std::string hint = declared(name) == nullptr ? did_you_mean(name, names_with_values()) : "";
    if (name.find(":-") != std::string::npos) {
      hint = "a reference holds no fallback: declare a default under `params`";
    } else if (hint.empty()) {
      hint = "give it a default under `params`, or pass --param " + printable(name) + "=…";
    }
    findings_.error(kUnresolvedParameter, place, "parameter " + in_quotes(name) + " has no value",
                    std::move(hint));
  }

  std::vector<std::string> names_with_values() const {
    std::vector<std::string> names;
    for (const auto& [name, parameter] : resolved_) {
      names.push_back(name);
    }
    return names;
  }

  const Declaration* declared(const std::string& name) const {
    const auto found = declarations_.find(name);
    return found == declarations_.end() ? nullptr : &found->second;
  }

  Place place_of(const std::string& name) const {
    const Declaration* declaration = declared(name);
    return {declaration != nullptr ? declaration->mark : Mark{}, "params." + name};
  }

  static std::string shown(const std::string& name, const std::string& text) {
    return sdk::is_secret_name(name) ? "a secret" : in_quotes(text);
  }

  Value& document_;
  const ParameterSources& sources_;
  Findings findings_;
  std::map<std::string, Declaration> declarations_;
  std::map<std::string, ProfileValue> profile_;
  std::set<std::string> used_;
  std::map<std::string, ResolvedParameter> resolved_;
};

}  // namespace

ParameterOutcome resolve_parameters(Value& document, const ParameterSources& sources,
                                    const std::string& file) {
  return Resolution(document, sources, file).run();
}

std::size_t offset_before_parameters(std::string_view text,
                                     const std::vector<ResolvedParameter>& parameters,
                                     std::size_t offset) {
  std::size_t removed = 0;  // Bytes of the references so far, which the filled text lacks.
  std::size_t added = 0;    // Bytes of their values, which it has instead.
  for (const ParameterReference& reference : find_parameter_references(text)) {
    const std::size_t begin = reference.begin + added - removed;
    if (offset < begin) {
      break;
    }
    const auto found =
        std::find_if(parameters.begin(), parameters.end(),
                     [&](const auto& parameter) { return parameter.name == reference.name; });
    const std::size_t length = found == parameters.end() ? 0 : text_of_scalar(found->value).size();
    if (offset < begin + length) {
      return reference.begin;
    }
    added += length;
    removed += reference.end - reference.begin;
  }
  return std::min(offset + removed - added, text.size());
}

}  // namespace osiris::oml
