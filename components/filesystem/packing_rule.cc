#include "components/filesystem/packing_rule.h"

#include "osiris/sdk/foresight.h"

#include <utility>

namespace osiris::components {

Result<std::optional<Packing>> read_packing(const sdk::StepConfig& config,
                                            const ErrorCode& mismatch) {
  const PackingRule rule{parse_packing(config.text("compression")), mismatch};
  for (const std::string& path : config.texts("path")) {
    if (auto readable = check_ending(path, path, rule); !readable.has_value()) {
      return fail(std::move(readable).error().with(std::string(sdk::kOptionDetail), "path"));
    }
  }
  return rule.packing;
}

Status check_ending(const Path& path, const std::string& name, const PackingRule& rule) {
  const auto ending = rule.goes_by_name() ? unreadable_ending(path) : std::nullopt;
  return ending ? fail(rule.mismatch, name + ": " + std::string(*ending) + " files cannot be read",
                       "unpack the file first, or pack it with gzip or zstd")
                : Status();
}

}  // namespace osiris::components
