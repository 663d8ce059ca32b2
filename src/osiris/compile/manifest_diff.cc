#include "osiris/compile/manifest_diff.h"

#include <algorithm>
#include <utility>

namespace osiris::compile {
namespace {

/// Returns what a manifest says for people to compare: without fingerprints, steps by their id.
Value comparable(const Manifest& manifest) {
  Value value = manifest.to_value();
  value.erase("hash");
  value.erase("fingerprints");
  Value by_id = Value::object();
  Value order = Value::array();
  for (Value& step : value.find("steps")->items()) {
    const std::string id = step.text_or("id", "");
    order.push_back(id);
    step.erase("id");
    step.erase("config_fingerprint");
    by_id.set(id, std::move(step));
  }
  value.set("steps", std::move(by_id));
  value.set("order of steps", std::move(order));
  return value;
}

void compare(const Value& before, const Value& after, const std::string& path,
             std::vector<ManifestChange>& changes) {
  if (before == after) {
    return;
  }
  if (!before.is_object() || !after.is_object()) {
    changes.push_back({path, before, after});
    return;
  }
  const std::string prefix = path.empty() ? "" : path + ".";
  for (const Member& member : before.members()) {
    if (const Value* const other = after.find(member.key)) {
      compare(member.value, *other, prefix + member.key, changes);
    } else {
      changes.push_back({prefix + member.key, member.value, std::nullopt});
    }
  }
  for (const Member& member : after.members()) {
    if (before.find(member.key) == nullptr) {
      changes.push_back({prefix + member.key, std::nullopt, member.value});
    }
  }
}

/// Tells whether the steps that both have stand in another order; a new step alone is no news.
bool same_order(const Value& before, const Value& after) {
  const auto common = [](const Value& own, const Value& other) {
    std::vector<std::string> ids;
    for (const Value& id : own.items()) {
      if (std::find(other.items().begin(), other.items().end(), id) != other.items().end()) {
        ids.push_back(id.as_string());
      }
    }
    return ids;
  };
  return common(before, after) == common(after, before);
}

std::string document_meaning(bool is_visible) {
  return is_visible ? "the pipeline document says something else"
                    : "the pipeline document differs only where no step looks: description, notes "
                      "under x-, values that are not used";
}

}  // namespace

ManifestDiff diff_manifests(const Manifest& before, const Manifest& after) {
  ManifestDiff diff;
  Value left = comparable(before);
  Value right = comparable(after);
  if (same_order(*left.find("order of steps"), *right.find("order of steps"))) {
    left.erase("order of steps");
    right.erase("order of steps");
  }
  compare(left, right, "", diff.changes);
  const Fingerprints& old_prints = before.fingerprints;
  const Fingerprints& new_prints = after.fingerprints;
  if (old_prints.oml != new_prints.oml) {
    diff.inputs.push_back({"document", document_meaning(!diff.changes.empty())});
  }
  if (old_prints.params != new_prints.params) {
    diff.inputs.push_back({"parameters", "a parameter has another value, or there are others"});
  }
  if (old_prints.specs != new_prints.specs) {
    diff.inputs.push_back({"specs", "a component has another spec, or there are other components"});
  }
  if (old_prints.engine != new_prints.engine) {
    diff.inputs.push_back(
        {"engine", "another version of osiris, of its manifests, or of DuckDB compiled it"});
  }
  if (before.profile != after.profile) {
    diff.inputs.push_back({"profile", "another profile was chosen"});
  }
  return diff;
}

}  // namespace osiris::compile
