#pragma once
// What a failure of a MySQL or MariaDB server, or of the way to it, means: told by its number.

#include "osiris/base/error.h"
#include "osiris/sdk/doctor.h"

#include <string>
#include <string_view>

namespace osiris::components::mysql {

inline constexpr ErrorCode kUnreachable{
    "mysql.unreachable", Fault::kExternal,
    "No server answers at the connection's host and port, or socket. Check both, and that the "
    "server runs and lets this machine in."};
inline constexpr ErrorCode kHostUnknown{"mysql.host_unknown", Fault::kUser,
                                        "The connection's host has no address. Correct its name."};
inline constexpr ErrorCode kConnectionLost{
    "mysql.connection_lost", Fault::kExternal,
    "The server ended the connection, or the network did. Run again; if it happens again, the "
    "server's log says why."};
inline constexpr ErrorCode kServerTimeout{
    "mysql.timeout", Fault::kExternal,
    "The server did not answer within the connection's connect_timeout_seconds or "
    "read_timeout_seconds. Raise it, or look what keeps the server."};
inline constexpr ErrorCode kTooManyConnections{
    "mysql.too_many_connections", Fault::kExternal,
    "The server has no room for another connection now, or not for this user. Run again later, or "
    "with a smaller --concurrency or `parallel`."};
inline constexpr ErrorCode kAuthFailed{
    "mysql.auth_failed", Fault::kUser,
    "The server does not accept this user with this password from this machine. Check both, and "
    "for which hosts the user is."};
inline constexpr ErrorCode kAccessDenied{
    "mysql.access_denied", Fault::kUser,
    "The user may not do that. Have the right granted that the message names."};
inline constexpr ErrorCode kDatabaseUnknown{
    "mysql.database_unknown", Fault::kUser,
    "The server has no database of that name. Correct the connection's database, or the step's "
    "schema."};
inline constexpr ErrorCode kNoDatabase{
    "mysql.no_database", Fault::kUser,
    "Nothing says which database the table is in. Give the connection a `database`, or the step a "
    "`schema`."};
inline constexpr ErrorCode kTableUnknown{"mysql.table_unknown", Fault::kUser,
                                         "The database has no table of that name. Correct it; "
                                         "`osiris discovery run` lists what there is."};
inline constexpr ErrorCode kTlsFailed{
    "mysql.tls_failed", Fault::kUser,
    "No encrypted connection came about: the certificate is not to be trusted, is not that of the "
    "host, or the server has no TLS. Check ssl_mode and ssl_ca."};
inline constexpr ErrorCode kDeadlock{
    "mysql.deadlock", Fault::kExternal,
    "The server undid the transaction, because it and another one waited for each other. Run "
    "again."};
inline constexpr ErrorCode kLockTimeout{
    "mysql.lock_timeout", Fault::kExternal,
    "Somebody else holds a lock on the table or its rows. Run again when that is over."};
inline constexpr ErrorCode kQueryTimeout{
    "mysql.query_timeout", Fault::kExternal,
    "The server ended the query, since it took longer than the server or the user allows."};
inline constexpr ErrorCode kQueryInterrupted{"mysql.query_interrupted", Fault::kExternal,
                                             "Somebody ended the query on the server. Run again."};
inline constexpr ErrorCode kReadOnly{
    "mysql.read_only", Fault::kUser,
    "The statement would change something, but the server or the transaction only reads."};
inline constexpr ErrorCode kPacketTooLarge{
    "mysql.packet_too_large", Fault::kUser,
    "A row is larger than the server takes or sends at once. Raise max_allowed_packet of the "
    "server."};
inline constexpr ErrorCode kValueRefused{
    "mysql.value_refused", Fault::kUser,
    "A value does not fit its column: too large, too long, or not of its kind. Correct the data or "
    "the column."};
inline constexpr ErrorCode kConstraintFailed{
    "mysql.constraint_failed", Fault::kUser,
    "A row breaks a rule of the table: a key that is there already, a missing parent, a check. "
    "Correct the data, or choose another mode."};
inline constexpr ErrorCode kServerFull{
    "mysql.server_full", Fault::kExternal,
    "The server has no room left: its disk, its table or its memory is full."};
inline constexpr ErrorCode kQueryFailed{
    "mysql.query_failed", Fault::kUser,
    "The server refused the statement. The message is the server's; correct the query or the "
    "options that it was made of."};

/// How a failure stands in the connection check, and whether the same act may succeed later.
struct ErrorClass {
  const ErrorCode& code;
  sdk::DoctorCategory category;
  bool transient = false;
  std::string_view hint;  ///< What to do, shorter than the code's meaning; may be empty.
};

/// Tells a failure by its number, of the server or of the client library.
/// Source: MySQL 5.7 and 8.0 Reference Manual, "Server Error Message Reference" and "Client Error
/// Message Reference"; MariaDB Knowledge Base, "MariaDB Error Codes".
const ErrorClass& classify(unsigned number);

/// Finds the class of an error by its code; null if it is not one of this family's.
const ErrorClass* find_class(const Error& error);

/// Makes the error of a failure: the server's own words behind its number.
Error make_server_error(unsigned number, std::string_view message);

/// The detail of an error that has the server's or library's number.
inline constexpr std::string_view kNumberDetail = "mysql_error";

}  // namespace osiris::components::mysql
