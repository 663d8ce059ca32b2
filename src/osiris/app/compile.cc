// The verbs `validate` and `compile`.

#include "osiris/app/compilation.h"
#include "osiris/app/verbs.h"
#include "osiris/format/yaml.h"

namespace osiris::app {
namespace {

constexpr const char* kBuildDir = "build";

/// Makes the finding that stands for a file that cannot be read; one bad name among several files
/// must not hide what is wrong with the others.
Diagnostic unreadable_file(const Error& error, const std::string& file) {
  Diagnostic finding;
  finding.code = error.code;
  finding.where.file = file;
  finding.message = error.message;
  finding.hint = error.hint;
  finding.type = error.is(kFileNotFound) ? "file_not_found" : "read_error";
  return finding;
}

}  // namespace

Result<ValidateResult> validate_pipeline(World& world, const PipelineRequest& request) {
  ValidateResult result;
  result.file = request.file;
  auto compiled = compile_file(world, request, ConnectionCheck::kIfFilePresent);
  if (!compiled.has_value()) {
    const Error& error = compiled.error();
    if (error.code.rfind("file.", 0) != 0) {
      return fail(error);
    }
    result.diagnostics.push_back(unreadable_file(error, request.file));
    return result;
  }
  result.text = std::move(compiled->text);
  result.diagnostics = std::move(compiled->diagnostics);
  result.valid = compiled->manifest.has_value();
  if (result.valid) {
    result.pipeline_name = compiled->manifest->pipeline_name;
    result.step_count = compiled->manifest->steps.size();
  }
  return result;
}

Result<CompileResult> compile_pipeline(World& world, const PipelineRequest& request,
                                       const Path& out_dir) {
  OSIRIS_TRY(Compilation compiled, compile_file(world, request, ConnectionCheck::kIfFilePresent));
  CompileResult result{.file = request.file,
                       .text = std::move(compiled.text),
                       .manifest = std::move(compiled.manifest),
                       .manifest_path = {},
                       .parameters = std::move(compiled.parameters),
                       .diagnostics = std::move(compiled.diagnostics)};
  if (!result.manifest.has_value()) {
    return result;
  }
  const compile::Manifest& manifest = *result.manifest;
  const Path folder =
      out_dir.empty() ? world.project_dir / kBuildDir / manifest.pipeline_id / manifest.short_hash()
                      : out_dir;
  OSIRIS_CHECKED(world.files.create_directories(folder));
  result.manifest_path = folder / "manifest.yaml";
  OSIRIS_CHECKED(world.files.write_text(result.manifest_path, to_yaml(manifest.to_value())));
  return result;
}

}  // namespace osiris::app
