#include "components/filesystem/doctor.h"

#include "osiris/sdk/step_context.h"

namespace osiris::components {
namespace {

constexpr const char* kProbe = "osiris_doctor";  // Never stands there: it is not committed.

sdk::DoctorReport sick(sdk::DoctorCategory category, std::string message, std::string hint) {
  return {.problem = category, .message = std::move(message), .hint = std::move(hint)};
}

/// Makes the report of a folder that the system does not let us list.
sdk::DoctorReport unreadable(const Error& error) {
  const bool denied = error.is(kFileDenied);
  sdk::DoctorReport report = sick(
      denied ? sdk::DoctorCategory::kPermission : sdk::DoctorCategory::kUnknown, error.message,
      denied ? "let this user read and enter it: chmod u+rx, or have its owner do so" : error.hint);
  report.transient = error.transient;
  return report;
}

}  // namespace

sdk::DoctorReport check_base_dir(const sdk::ConnectionSettings& settings,
                                 const sdk::DoctorContext& context) {
  const Path folder =
      sdk::resolve_path(".", &settings, context.project_dir).lexically_normal().parent_path();
  const std::string name = "base_dir '" + folder.string() + "'";
  if (!context.files.exists(folder)) {
    return sick(sdk::DoctorCategory::kConfig, name + " does not exist",
                "make it with mkdir -p, or correct base_dir; a relative one starts at the project");
  }
  if (!context.files.is_directory(folder)) {
    return sick(sdk::DoctorCategory::kConfig, name + " is no folder",
                "let base_dir name the folder that the files are in");
  }
  if (const auto listed = context.files.list(folder); !listed.has_value()) {
    return unreadable(listed.error());
  }
  const bool writable = context.files.create_atomic(folder / kProbe).has_value();
  return {.problem = {},
          .message = name + (writable ? " can be read and written" : " can be read, not written"),
          .hint = {}};
}

}  // namespace osiris::components
