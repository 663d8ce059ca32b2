// The verb `oml schema`.

#include "osiris/app/verbs.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <filesystem>
#include <utility>

namespace osiris::cli {

ExitCode run_oml_schema(Invocation& call) {
  const Options& options = call.options;
  const Path out_file =
      options.out_file.empty() ? Path() : std::filesystem::absolute(options.out_file);
  auto schema = app::language_schema(call.world, out_file);
  if (!schema.has_value()) {
    return report_error(options, call.console, schema.error());
  }
  if (options.json) {
    Value document = Value::object();
    if (!out_file.empty()) {
      document.set("file", out_file.string());
    }
    document.set("schema", *std::move(schema));
    return print_document(call.console, std::move(document), ExitCode::kSuccess);
  }
  if (out_file.empty()) {
    call.console.print(to_pretty_json(*schema) + "\n");
  } else {
    call.console.print(out_file.string() + "\n");
  }
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
