#include "components/filesystem/discover.h"

#include "osiris/sdk/config_check.h"
#include "osiris/sdk/file_pattern.h"
#include "osiris/sdk/sample.h"

#include <utility>

namespace osiris::components {
namespace {

void take_foresight(Result<sdk::Foresight> foresight, sdk::DiscoveredTable& table) {
  if (!foresight.has_value()) {
    table.basis = foresight.error().message;
    table.problem = std::move(foresight).error();
    return;
  }
  for (exchange::ColumnText& column : foresight->columns) {
    table.columns.push_back({.name = std::move(column.name),
                             .type = std::move(column.type),
                             .source_type = {},
                             .nullable = {}});
  }
  table.certainty = foresight->certainty;
  table.basis = std::move(foresight->basis);
  table.problem = std::move(foresight->obstacle);
}

sdk::DiscoveredTable look_at(const FileReader& reader, const Path& file, const std::string& name,
                             const sdk::ConnectionSettings& settings,
                             const sdk::DiscoverContext& context) {
  sdk::DiscoveredTable table;
  table.name = name;
  table.kind = sdk::DiscoveredKind::kFile;
  table.component = context.spec.name;
  table.config = Value::object();
  table.config.set("path", name);
  if (reader.first_config != nullptr) {
    const Value needed = reader.first_config(file, context.files);
    for (const Member& option : needed.members()) {
      table.config.set(option.key, option.value);
    }
  }
  const sdk::StepConfig config(sdk::complete_config(context.spec, table.config, true));
  const sdk::ForeseeContext look{.project_dir = context.project_dir,
                                 .settings = &settings,
                                 .files = context.files,
                                 .inputs = {},
                                 .binder = context.binder};
  take_foresight(reader.foresee(config, look), table);
  if (const auto stamp = context.files.stamp(file); stamp.has_value()) {
    table.size_bytes = static_cast<std::int64_t>(stamp->bytes);
  }
  if (table.problem.has_value()) {
    return table;
  }
  auto rows = reader.count_rows(config, look);
  if (rows.has_value()) {
    table.row_count = *rows;
  } else {
    table.problem = std::move(rows).error();
  }
  if (context.samples > 0 && !table.problem.has_value()) {
    auto samples = sdk::read_sample(
        {.run = reader.run, .config = table.config, .files = {file}, .stop = context.stop},
        settings, context);
    if (samples.has_value()) {
      table.samples = *std::move(samples);
    } else {
      table.problem = std::move(samples).error();
    }
  }
  return table;
}

}  // namespace

sdk::RowCount rows_of_part(const FilePart& part) {
  if (part.is_all) {
    return {part.rows, sdk::RowCountBasis::kExact};
  }
  if (part.is_packed || part.bytes <= 0) {
    return {};
  }
  const double share = static_cast<double>(part.file_bytes) / static_cast<double>(part.bytes);
  return {static_cast<std::int64_t>(static_cast<double>(part.rows) * share),
          sdk::RowCountBasis::kEstimated};
}

Result<sdk::Discovery> discover_files(const FileReader& reader,
                                      const sdk::ConnectionSettings& settings,
                                      const sdk::DiscoverContext& context) {
  const Path folder =
      sdk::resolve_path(".", &settings, context.project_dir).lexically_normal().parent_path();
  if (!context.files.is_directory(folder)) {
    const bool exists = context.files.exists(folder);
    return fail(exists ? kFileKind : kFileNotFound,
                "base_dir '" + folder.string() + (exists ? "' is no folder" : "' does not exist"),
                "correct base_dir; a relative one starts at the project");
  }
  sdk::Discovery discovery;
  const auto found = sdk::find_files(folder, reader.endings, context.files);
  if (!found.has_value()) {
    return found.error().is(kFileNotFound) ? Result<sdk::Discovery>(std::move(discovery))
                                           : fail(found.error());
  }
  std::size_t accepted = 0;
  for (const Path& file : *found) {
    if (context.stop.stop_requested()) {
      return fail(kCancelled, "stopped before every file was looked at");
    }
    const std::string name = file.lexically_relative(folder).string();
    if (!context.filter.is_everything()) {
      discovery.names.push_back(name);
    }
    if (context.filter.accepts(name) && ++accepted <= context.tables_max) {
      discovery.tables.push_back(look_at(reader, file, name, settings, context));
    }
  }
  discovery.left_out = static_cast<std::int64_t>(accepted - discovery.tables.size());
  return discovery;
}

}  // namespace osiris::components
