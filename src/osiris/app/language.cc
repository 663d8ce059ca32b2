// The verbs `oml schema` and `oml format`.

#include "osiris/app/compilation.h"
#include "osiris/app/verbs.h"
#include "osiris/format/json.h"
#include "osiris/format/yaml_layout.h"
#include "osiris/oml/document_layout.h"
#include "osiris/oml/language_schema.h"

namespace osiris::app {

Result<Value> language_schema(World& world, const Path& out_file) {
  OSIRIS_TRY(Value schema, oml::language_schema(world.registry));
  if (!out_file.empty()) {
    OSIRIS_CHECKED(world.files.write_text(out_file, to_pretty_json(schema) + "\n"));
  }
  return schema;
}

FormatResult format_document(std::string text, const std::string& file) {
  LaidOutYaml result = lay_out_yaml(text, file, oml::document_layout());
  return FormatResult{.file = file,
                      .text = std::move(text),
                      .laid_out = std::move(result.text),
                      .diagnostics = std::move(result.diagnostics)};
}

Result<FormatResult> format_file(World& world, const std::string& file, FormatAction action) {
  auto text = world.files.read_text(file);
  if (!text.has_value()) {
    FormatResult result;
    result.file = file;
    result.diagnostics.push_back(unreadable_file(text.error(), file));
    return result;
  }
  FormatResult result = format_document(*std::move(text), file);
  if (action == FormatAction::kWrite && result.changes()) {
    OSIRIS_CHECKED(world.files.write_text(file, *result.laid_out));
  }
  return result;
}

}  // namespace osiris::app
