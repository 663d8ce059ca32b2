#pragma once
// What `connections list --json` and `connections doctor --json` print; docs/reference/cli.md.

#include "osiris/app/connections.h"
#include "osiris/format/value.h"

namespace osiris::cli {

/// connections: {family: {alias: {reference, config, env_vars, is_default}}}, file, errors.
Value connections_value(const app::ConnectionList& list);
/// results: {family: {alias: {reference, status, message, category, hint, latency_ms}}}, file,
/// errors.
Value doctor_value(const app::DoctorResult& result);

}  // namespace osiris::cli
