// The top level of a pipeline document.

#include "osiris/base/text.h"
#include "osiris/oml/draft.h"
#include "osiris/oml/names.h"
#include "osiris/oml/parameter_text.h"
#include "osiris/oml/remedy.h"
#include "osiris/oml/vocabulary.h"
#include "osiris/sdk/secret_names.h"

#include <algorithm>
#include <array>

namespace osiris::oml {
namespace {

constexpr const char* kStepsHint = "begin each step with `- id: …`";

/// Keys of older pipeline formats.
constexpr std::array kForbiddenKeys{
    Remedy{"version", "write `oml_version: \"0.1.0\"`"},
    Remedy{"connectors",
           "connections stand in osiris_connections.yaml; name one in a step's config"},
    Remedy{"tasks", "write `steps`"},
    Remedy{"outputs", "add a step with a writer"},
};

/// Keys that people try.
constexpr std::array kRemedies{
    Remedy{"id", "write `name`"},
    Remedy{"pipeline", "write `name`"},
    Remedy{"connections", "connections stand in osiris_connections.yaml"},
    Remedy{"parameters", "write `params`"},
    Remedy{"variables", "write `params`"},
    Remedy{"vars", "write `params`"},
    Remedy{"env", "write `params`; secrets belong into osiris_connections.yaml"},
    Remedy{"run", kKeepAsNote},
    Remedy{"on_failure", "say it when you run it: `osiris run --on-failure stop`"},
    Remedy{"concurrency", "say it when you run it: `osiris run --concurrency 2`"},
    Remedy{"threads", "say it when you run it: `osiris run --threads 2`"},
    Remedy{"memory_limit", "say it when you run it: `osiris run --memory-limit 2GiB`"},
    Remedy{"profile", "say it when you run it: `osiris run --profile NAME`"},
    Remedy{"timeout", "a step has its `timeout`; the run as a whole: `osiris run --timeout 30m`"},
    Remedy{"retry", "write `retry` in each step that may be tried again"},
};

/// Reads the keys of one document.
class StructureReader {
 public:
  StructureReader(const Value& document, const sdk::Registry& registry, Findings& findings)
      : document_(document), registry_(registry), findings_(findings) {}

  Draft read() {
    for (const std::string& key : required_keys()) {
      if (document_.find(key) == nullptr) {
        findings_.error(kMissingRequiredKey, {document_.mark, "root"},
                        "missing top-level key '" + key + "'", example_of(key));
      }
    }
    for (const Member& member : document_.members()) {
      read_member(member);
    }
    return std::move(draft_);
  }

 private:
  static std::string example_of(std::string_view key) {
    if (key == "oml_version") {
      return "write `oml_version: \"0.1.0\"`";
    }
    return key == "name" ? "e.g. `name: copy-users`" : "a pipeline is a list of `steps`";
  }

  void read_member(const Member& member) {
    const Value& value = member.value;
    if (member.key == "oml_version") {
      read_version(value);
    } else if (member.key == "name") {
      read_name(value);
    } else if (member.key == "description") {
      read_description(value);
    } else if (member.key == "metadata") {
      read_metadata(value);
    } else if (member.key == "steps") {
      read_steps(value);
    } else if (member.key == "schedule") {
      findings_.warning(kIgnoredKey, {member.key_mark, "schedule"},
                        "osiris does not schedule runs; 'schedule' is only a note",
                        "call `osiris run` from cron or your scheduler");
    } else if (member.key != "params" && member.key != "profiles" &&
               !member.key.starts_with(kNotePrefix)) {
      report_key(member);
    }
  }

  void report_key(const Member& member) {
    if (const Remedy* remedy = find_remedy(kForbiddenKeys, member.key); remedy != nullptr) {
      findings_.error(kForbiddenKey, {member.key_mark, "root"},
                      "forbidden top-level key '" + member.key + "'", remedy->text);
      return;
    }
    const Remedy* remedy = find_remedy(kRemedies, member.key);
    findings_.error(
        kUnknownKey, {member.key_mark, "root"}, "unknown top-level key " + in_quotes(member.key),
        remedy != nullptr ? remedy->text
                          : hint_or(did_you_mean(member.key, top_level_keys()), kKeepAsNote));
  }

  void read_version(const Value& value) {
    if (!value.is_string()) {
      findings_.error(kInvalidVersionType, {value.mark, "oml_version"},
                      "oml_version must be text, got " + kind_found(value),
                      "write `oml_version: \"0.1.0\"`");
      return;
    }
    draft_.pipeline.oml_version = value.as_string();
    if (value.as_string() != kOmlVersion && !holds_parameter_reference(value)) {
      findings_.error(kUnsupportedVersion, {value.mark, "oml_version"},
                      "OML version " + in_quotes(value.as_string()) + " is not supported",
                      "write `oml_version: \"0.1.0\"`");
    }
  }

  void read_name(const Value& value) {
    const Place place{value.mark, "name"};
    if (!value.is_string()) {
      findings_.error(kInvalidNameType, place, "name must be text, got " + kind_found(value),
                      value.is_null() ? "give the pipeline a name" : "put it in quotes");
      return;
    }
    const std::string& name = value.as_string();
    draft_.pipeline.name = name;
    if (trim(name).empty()) {
      findings_.error(kEmptyName, place, "name is empty", "give the pipeline a name");
    } else if (name.size() > kNameBytesMax) {
      findings_.error(kInvalidName, place,
                      "name is longer than " + std::to_string(kNameBytesMax) + " bytes",
                      "put the rest into `description`");
    } else if (!holds_parameter_reference(value) && !follows_convention(name)) {
      findings_.warning(kNamingConvention, place,
                        "name " + in_quotes(name) + " is not lower case with hyphens",
                        "folders are named '" + slug_of(name) + "'");
    }
  }

  static bool follows_convention(std::string_view name) {
    return name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
  }

  void read_description(const Value& value) {
    if (!value.is_string()) {
      findings_.error(kInvalidDescriptionType, {value.mark, "description"},
                      "description must be text, got " + kind_found(value),
                      "put it in quotes, or remove it");
      return;
    }
    draft_.pipeline.description = value.as_string();
  }

  void read_metadata(const Value& value) {
    if (!value.is_object()) {
      findings_.error(kInvalidMetadataType, {value.mark, "metadata"},
                      "metadata must be a mapping, got " + kind_found(value),
                      "e.g. `metadata: {owner: sales}`");
      return;
    }
    refuse_secrets(value, "metadata");
    draft_.pipeline.metadata = value;
  }

  /// Metadata goes into the manifest as it is, and no spec says what is secret in it.
  void refuse_secrets(const Value& value, const std::string& location) {
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        refuse_secrets(value.items()[i], location + "[" + std::to_string(i) + "]");
      }
    } else if (value.is_object()) {
      for (const Member& member : value.members()) {
        const std::string place = location + "." + member.key;
        if (sdk::is_secret_name(member.key) && !member.value.is_null()) {
          findings_.error(kInlineSecret, {member.value.mark, place},
                          in_quotes(place) + " sounds secret and must not stand in a pipeline",
                          "put it into a connection of osiris_connections.yaml, as ${NAME}");
        } else {
          refuse_secrets(member.value, place);
        }
      }
    }
  }

  void read_steps(const Value& value) {
    if (!value.is_array()) {
      findings_.error(kInvalidStepsType, {value.mark, "steps"},
                      "steps must be a list, got " + kind_found(value), kStepsHint);
      return;
    }
    if (value.items().empty()) {
      findings_.error(kEmptySteps, {value.mark, "steps"}, "a pipeline needs at least one step",
                      kStepsHint);
    }
    draft_.steps.reserve(value.items().size());
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      draft_.steps.push_back(
          read_step(value.items()[i], "steps[" + std::to_string(i) + "]", registry_, findings_));
    }
  }

  const Value& document_;
  const sdk::Registry& registry_;
  Findings& findings_;
  Draft draft_;
};

}  // namespace

Draft read_structure(const Value& document, const sdk::Registry& registry, Findings& findings) {
  return StructureReader(document, registry, findings).read();
}

}  // namespace osiris::oml
