#pragma once
// Checks that the folder of a filesystem connection can be used.

#include "osiris/sdk/doctor.h"

namespace osiris::components {

/// Looks whether `base_dir` is a folder that can be listed, and says whether it can be written to;
/// readers do without that. A connection without `base_dir` means the project's folder. A file
/// without a name is opened in the folder for a moment; nothing stays.
sdk::DoctorReport check_base_dir(const sdk::ConnectionSettings& settings,
                                 const sdk::DoctorContext& context);

}  // namespace osiris::components
