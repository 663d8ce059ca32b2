// The verbs `validate`, `compile` and `diff`.

#include "osiris/app/compilation.h"
#include "osiris/app/verbs.h"
#include "osiris/format/yaml.h"

namespace osiris::app {
namespace {

constexpr const char* kBuildDir = "build";
constexpr const char* kManifestFile = "manifest.yaml";

/// Compiles without writing anything.
Result<CompileResult> compile_only(World& world, const PipelineRequest& request) {
  OSIRIS_TRY(Compilation compiled, compile_file(world, request, ConnectionCheck::kIfFilePresent));
  return CompileResult{.file = request.file,
                       .text = std::move(compiled.text),
                       .manifest = std::move(compiled.manifest),
                       .manifest_path = {},
                       .parameters = std::move(compiled.parameters),
                       .foresight = std::move(compiled.foresight),
                       .diagnostics = std::move(compiled.diagnostics)};
}

/// Compiles one side of a comparison. Parameters are for pipelines; a manifest has its own.
Result<CompileResult> compile_side(World& world, PipelineRequest request) {
  auto result = compile_only(world, request);
  if (!result.has_value() && result.error().is(kManifestFixed)) {
    request.params.clear();
    request.profile.clear();
    return compile_only(world, request);
  }
  return result;
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
  OSIRIS_TRY(CompileResult result, compile_only(world, request));
  if (!result.manifest.has_value()) {
    return result;
  }
  const compile::Manifest& manifest = *result.manifest;
  const Path folder =
      out_dir.empty() ? world.project_dir / kBuildDir / manifest.pipeline_id / manifest.short_hash()
                      : out_dir;
  OSIRIS_CHECKED(world.files.create_directories(folder));
  result.manifest_path = folder / kManifestFile;
  OSIRIS_CHECKED(world.files.write_text(result.manifest_path, to_yaml(manifest.to_value())));
  return result;
}

Result<CheckResult> check_manifest(World& world, const PipelineRequest& request,
                                   const Path& manifest) {
  const Path file = world.files.is_directory(manifest) ? manifest / kManifestFile : manifest;
  CheckResult result;
  OSIRIS_TRY(result.compiled, compile_only(world, request));
  PipelineRequest there_request;
  there_request.file = file.string();
  OSIRIS_TRY(const Compilation there,
             compile_file(world, there_request, ConnectionCheck::kIfFilePresent));
  if (!there.is_manifest || !there.manifest.has_value()) {
    return fail(compile::kManifestInvalid, "'" + file.string() + "' is no manifest",
                "name the manifest.yaml that `osiris compile` wrote, or its folder");
  }
  result.compiled.manifest_path = file;
  result.hash = there.manifest->hash;
  if (result.compiled.manifest.has_value()) {
    result.same = result.hash == result.compiled.manifest->hash;
    result.diff = compile::diff_manifests(*there.manifest, *result.compiled.manifest);
  }
  return result;
}

Result<DiffResult> diff_files(World& world, const PipelineRequest& before,
                              const PipelineRequest& after) {
  DiffResult result;
  OSIRIS_TRY(result.before, compile_side(world, before));
  OSIRIS_TRY(result.after, compile_side(world, after));
  if (result.before.manifest.has_value() && result.after.manifest.has_value()) {
    result.diff = compile::diff_manifests(*result.before.manifest, *result.after.manifest);
  }
  return result;
}

}  // namespace osiris::app
