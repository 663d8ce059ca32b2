#pragma once
// Checks that a MySQL or MariaDB connection works, and says what may be in the way later.

#include "osiris/sdk/doctor.h"

namespace osiris::components::mysql {

/// Connects, and asks the server what it is, what the user may do there, and how its clock, time
/// zone and SQL mode stand. Changes nothing. A user who may neither read nor write is a problem.
sdk::DoctorReport check_server(const sdk::ConnectionSettings& connection,
                               const sdk::DoctorContext& context);

}  // namespace osiris::components::mysql
