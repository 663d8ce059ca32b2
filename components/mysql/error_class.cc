#include "components/mysql/error_class.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace osiris::components::mysql {
namespace {

using sdk::DoctorCategory;

constexpr ErrorClass kClasses[] = {
    {kUnreachable, DoctorCategory::kNetwork, true, "check host, port or socket, and that it runs"},
    {kHostUnknown, DoctorCategory::kNetwork, false, "correct the connection's 'host'"},
    {kConnectionLost, DoctorCategory::kNetwork, true, "run again; the server's log may say why"},
    {kServerTimeout, DoctorCategory::kTimeout, true,
     "raise connect_timeout_seconds or read_timeout_seconds, or see what keeps the server"},
    {kTooManyConnections, DoctorCategory::kNetwork, true, "run again when it has less to do"},
    {kAuthFailed, DoctorCategory::kAuth, false,
     "check 'user' and 'password', and from which hosts the user may come"},
    {kAccessDenied, DoctorCategory::kPermission, false, "have the user granted the right"},
    {kDatabaseUnknown, DoctorCategory::kConfig, false, "correct the connection's 'database'"},
    {kNoDatabase, DoctorCategory::kConfig, false,
     "add `schema: <database>` to the step, or `database` to the connection"},
    {kTableUnknown, DoctorCategory::kConfig, false,
     "correct the name; `osiris discovery run` lists the tables"},
    {kTlsFailed, DoctorCategory::kConfig, false, "check 'ssl_mode', 'ssl_ca' and the server's TLS"},
    {kDeadlock, DoctorCategory::kUnknown, true, "run again"},
    {kLockTimeout, DoctorCategory::kTimeout, true, "run again when nobody holds the lock"},
    {kQueryTimeout, DoctorCategory::kTimeout, false, "make the query smaller, or raise the limit"},
    {kQueryInterrupted, DoctorCategory::kUnknown, true, "run again"},
    {kReadOnly, DoctorCategory::kPermission, false, "a query must only read"},
    {kPacketTooLarge, DoctorCategory::kUnknown, false, "raise the server's max_allowed_packet"},
    {kValueRefused, DoctorCategory::kUnknown, false, "correct the data or the column"},
    {kConstraintFailed, DoctorCategory::kUnknown, false, "correct the data, or choose a mode"},
    {kServerFull, DoctorCategory::kUnknown, true, "free space on the server"},
    {kQueryFailed, DoctorCategory::kUnknown, false, ""},
};

struct NumberOf {
  unsigned number;
  const ErrorCode& code;
};

// Sorted by number. What is absent is kQueryFailed.
constexpr NumberOf kNumbers[] = {
    {1021, kServerFull},          // ER_DISK_FULL
    {1026, kServerFull},          // ER_ERROR_ON_WRITE
    {1037, kServerFull},          // ER_OUTOFMEMORY
    {1040, kTooManyConnections},  // ER_CON_COUNT_ERROR
    {1041, kServerFull},          // ER_OUT_OF_RESOURCES
    {1042, kUnreachable},         // ER_BAD_HOST_ERROR
    {1043, kConnectionLost},      // ER_HANDSHAKE_ERROR
    {1044, kAccessDenied},        // ER_DBACCESS_DENIED_ERROR
    {1045, kAuthFailed},          // ER_ACCESS_DENIED_ERROR
    {1046, kNoDatabase},          // ER_NO_DB_ERROR
    {1048, kConstraintFailed},    // ER_BAD_NULL_ERROR
    {1049, kDatabaseUnknown},     // ER_BAD_DB_ERROR
    {1053, kConnectionLost},      // ER_SERVER_SHUTDOWN
    {1062, kConstraintFailed},    // ER_DUP_ENTRY
    {1095, kAccessDenied},        // ER_KILL_DENIED_ERROR
    {1114, kServerFull},          // ER_RECORD_FILE_FULL
    {1129, kAuthFailed},          // ER_HOST_IS_BLOCKED
    {1130, kAuthFailed},          // ER_HOST_NOT_PRIVILEGED
    {1142, kAccessDenied},        // ER_TABLEACCESS_DENIED_ERROR
    {1143, kAccessDenied},        // ER_COLUMNACCESS_DENIED_ERROR
    {1146, kTableUnknown},        // ER_NO_SUCH_TABLE
    {1152, kConnectionLost},      // ER_ABORTING_CONNECTION
    {1153, kPacketTooLarge},      // ER_NET_PACKET_TOO_LARGE
    {1158, kConnectionLost},      // ER_NET_READ_ERROR
    {1159, kConnectionLost},      // ER_NET_READ_INTERRUPTED
    {1160, kConnectionLost},      // ER_NET_ERROR_ON_WRITE
    {1161, kConnectionLost},      // ER_NET_WRITE_INTERRUPTED
    {1184, kConnectionLost},      // ER_NEW_ABORTING_CONNECTION
    {1203, kTooManyConnections},  // ER_TOO_MANY_USER_CONNECTIONS
    {1205, kLockTimeout},         // ER_LOCK_WAIT_TIMEOUT
    {1213, kDeadlock},            // ER_LOCK_DEADLOCK
    {1216, kConstraintFailed},    // ER_NO_REFERENCED_ROW
    {1217, kConstraintFailed},    // ER_ROW_IS_REFERENCED
    {1226, kTooManyConnections},  // ER_USER_LIMIT_REACHED
    {1227, kAccessDenied},        // ER_SPECIFIC_ACCESS_DENIED_ERROR
    {1251, kAuthFailed},          // ER_NOT_SUPPORTED_AUTH_MODE
    {1264, kValueRefused},        // ER_WARN_DATA_OUT_OF_RANGE
    {1265, kValueRefused},        // WARN_DATA_TRUNCATED
    {1290, kReadOnly},            // ER_OPTION_PREVENTS_STATEMENT
    {1292, kValueRefused},        // ER_TRUNCATED_WRONG_VALUE
    {1301, kPacketTooLarge},      // ER_WARN_ALLOWED_PACKET_OVERFLOWED
    {1317, kQueryInterrupted},    // ER_QUERY_INTERRUPTED
    {1364, kConstraintFailed},    // ER_NO_DEFAULT_FOR_FIELD
    {1366, kValueRefused},        // ER_TRUNCATED_WRONG_VALUE_FOR_FIELD
    {1367, kValueRefused},        // ER_ILLEGAL_VALUE_FOR_TYPE
    {1370, kAccessDenied},        // ER_PROCACCESS_DENIED_ERROR
    {1406, kValueRefused},        // ER_DATA_TOO_LONG
    {1411, kValueRefused},        // ER_WRONG_VALUE_FOR_TYPE
    {1416, kValueRefused},        // ER_CANT_CREATE_GEOMETRY_OBJECT
    {1451, kConstraintFailed},    // ER_ROW_IS_REFERENCED_2
    {1452, kConstraintFailed},    // ER_NO_REFERENCED_ROW_2
    {1524, kAuthFailed},          // ER_PLUGIN_IS_NOT_LOADED
    {1526, kConstraintFailed},    // ER_NO_PARTITION_FOR_GIVEN_VALUE
    {1690, kValueRefused},        // ER_DATA_OUT_OF_RANGE
    {1698, kAuthFailed},          // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
    {1792, kReadOnly},            // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
    {1820, kAuthFailed},          // ER_MUST_CHANGE_PASSWORD
    {1836, kReadOnly},            // ER_READ_ONLY_MODE
    {1862, kAuthFailed},          // ER_MUST_CHANGE_PASSWORD_LOGIN
    {1927, kConnectionLost},      // ER_CONNECTION_KILLED (MariaDB)
    {1969, kQueryTimeout},        // ER_STATEMENT_TIMEOUT (MariaDB)
    {2002, kUnreachable},         // CR_CONNECTION_ERROR
    {2003, kUnreachable},         // CR_CONN_HOST_ERROR
    {2004, kUnreachable},         // CR_IPSOCK_ERROR
    {2005, kHostUnknown},         // CR_UNKNOWN_HOST
    {2006, kConnectionLost},      // CR_SERVER_GONE_ERROR
    {2012, kConnectionLost},      // CR_SERVER_HANDSHAKE_ERR
    {2013, kConnectionLost},      // CR_SERVER_LOST
    {2020, kPacketTooLarge},      // CR_NET_PACKET_TOO_LARGE
    {2026, kTlsFailed},           // CR_SSL_CONNECTION_ERROR
    {2027, kConnectionLost},      // CR_MALFORMED_PACKET
    {2049, kAuthFailed},          // CR_SECURE_AUTH
    {2055, kConnectionLost},      // CR_SERVER_LOST_EXTENDED
    {2059, kAuthFailed},          // CR_AUTH_PLUGIN_CANNOT_LOAD
    {2061, kAuthFailed},          // CR_AUTH_PLUGIN_ERR
    {3024, kQueryTimeout},        // ER_QUERY_TIMEOUT (MySQL)
    {3140, kValueRefused},        // ER_INVALID_JSON_TEXT (MySQL)
    {3141, kValueRefused},        // ER_INVALID_JSON_TEXT_IN_PARAM (MySQL)
    {3159, kTlsFailed},           // ER_SECURE_TRANSPORT_REQUIRED (MySQL)
    {3168, kConnectionLost},      // ER_SERVER_ISNT_AVAILABLE (MySQL)
    {3819, kConstraintFailed},    // ER_CHECK_CONSTRAINT_VIOLATED (MySQL)
    {4025, kConstraintFailed},    // ER_CONSTRAINT_FAILED (MariaDB)
    {4031, kConnectionLost},      // ER_CLIENT_INTERACTION_TIMEOUT (MySQL)
    {4035, kValueRefused},        // ER_JSON_BAD_CHR (MariaDB), and so on
    {4036, kValueRefused},        // ER_JSON_NOT_JSON_CHR
    {4037, kValueRefused},        // ER_JSON_EOS
    {4038, kValueRefused},        // ER_JSON_SYNTAX
    {4039, kValueRefused},        // ER_JSON_ESCAPING
    {4040, kValueRefused},        // ER_JSON_DEPTH
    {5010, kAuthFailed},          // CR_PLUGIN_NOT_ALLOWED
};

constexpr bool sorted_by_number() {
  return std::is_sorted(std::begin(kNumbers), std::end(kNumbers),
                        [](const NumberOf& a, const NumberOf& b) { return a.number < b.number; });
}
static_assert(sorted_by_number());

// Longer texts of a server repeat the statement.
constexpr std::size_t kShownBytes = 500;

}  // namespace

const ErrorClass& classify(unsigned number) {
  const auto* const found = std::lower_bound(
      std::begin(kNumbers), std::end(kNumbers), number,
      [](const NumberOf& entry, unsigned wanted) { return entry.number < wanted; });
  const bool known = found != std::end(kNumbers) && found->number == number;
  const ErrorCode& code = known ? found->code : kQueryFailed;
  return *std::find_if(std::begin(kClasses), std::end(kClasses),
                       [&](const ErrorClass& entry) { return entry.code.name == code.name; });
}

const ErrorClass* find_class(const Error& error) {
  const auto* const found =
      std::find_if(std::begin(kClasses), std::end(kClasses),
                   [&](const ErrorClass& entry) { return error.is(entry.code); });
  return found == std::end(kClasses) ? nullptr : found;
}

Error make_server_error(unsigned number, std::string_view message) {
  const ErrorClass& found = classify(number);
  Error error =
      make_error(found.code, printable(message, kShownBytes) + " (" + std::to_string(number) + ")",
                 std::string(found.hint));
  error.transient = found.transient;
  return std::move(error).with(std::string(kNumberDetail), std::to_string(number));
}

}  // namespace osiris::components::mysql
