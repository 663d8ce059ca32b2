#pragma once
// Four small components for tests: specs without code, so that tests of the language do not change
// when a real component does.

#include "osiris/sdk/component.h"

#include <string_view>
#include <vector>

namespace osiris::oml {

inline constexpr std::string_view kFilesReaderSpec = R"(
name: files.reader
version: 1.2.0
title: Read a file
description: Reads rows of a text file.
modes: [read]
capabilities: {streaming: true}
configSchema:
  type: object
  additionalProperties: false
  required: [path]
  properties:
    path: {type: string, minLength: 1}
    delimiter: {type: string, minLength: 1, maxLength: 1, default: ","}
    encoding: {type: string, enum: [utf-8, utf-16, latin-1], default: utf-8}
    header: {type: boolean, default: true}
    limit: {type: integer, minimum: 1}
    columns: {type: array, items: {type: string}, uniqueItems: true}
    types: {type: object, additionalProperties: {type: string}}
    ratio: {type: number, minimum: 0, maximum: 1}
constraints:
  required:
    - when: {delimiter: "\t"}
      must: {encoding: utf-8}
      error: a tab as delimiter needs the encoding utf-8
x-connection-fields:
  - {name: base_dir, override: allowed}
connectionSchema:
  type: object
  properties: {base_dir: {type: string}}
llmHints:
  inputAliases:
    path: [file_path, csv_path, file]
    delimiter: [separator, sep]
x-runtime:
  reads: [path]
  connection: optional
  outputs:
    rejects:
      description: Lines that are no rows.
      when: {header: false}
      columns: {line: BIGINT, text: VARCHAR}
examples:
  - title: Read a file
    config: {path: users.csv, limit: 10}
)";

inline constexpr std::string_view kFilesWriterSpec = R"(
name: files.writer
version: 1.0.0
title: Write a file
description: Writes rows into a text file.
modes: [write]
configSchema:
  type: object
  additionalProperties: false
  required: [path]
  properties:
    path: {type: string, minLength: 1}
    newline: {type: string, enum: [lf, crlf], default: lf}
x-runtime: {writes: [path]}
)";

inline constexpr std::string_view kSqlTransformSpec = R"(
name: sql.transform
version: 1.0.0
title: Transform with SQL
description: Makes a relation of a query.
modes: [transform]
configSchema:
  type: object
  additionalProperties: false
  required: [query]
  properties:
    query: {type: string, minLength: 1}
)";

inline constexpr std::string_view kDbTableSpec = R"(
name: db.table
version: 2.0.0
title: A table of a database
description: Reads or writes a table.
modes: [read, write]
configSchema:
  type: object
  additionalProperties: false
  required: [host, database, user, password]
  properties:
    host: {type: string, default: localhost}
    port: {type: integer, minimum: 1, maximum: 65535, default: 5000}
    database: {type: string}
    user: {type: string}
    password: {type: string}
    table: {type: string, minLength: 1}
    query: {type: string}
    batch_size: {type: integer, minimum: 1, default: 1000}
    headers: {type: object}
secrets: [/password, /headers/Authorization]
constraints:
  required:
    - when: {query: null}
      must: {table: {minLength: 1}}
      error: name a table or a query
    - when: {query: {}}
      must: {table: null}
      error: name either a table or a query, not both
x-connection-fields:
  - {name: host, override: allowed}
  - {name: port, override: warning}
  - {name: database, override: forbidden}
  - {name: user, override: forbidden}
  - {name: password, override: forbidden}
connectionSchema:
  type: object
  additionalProperties: false
  required: [host, database]
  properties:
    host: {type: string}
    port: {type: integer, minimum: 1, maximum: 65535}
    database: {type: string}
    user: {type: string}
    password: {type: string, minLength: 4}
connectionSecrets: [/password]
x-runtime: {connection: required}
)";

/// Makes the four components; nothing runs them.
inline std::vector<sdk::Component> fixture_components() {
  return {{.name = "files.reader", .spec_yaml = kFilesReaderSpec},
          {.name = "files.writer", .spec_yaml = kFilesWriterSpec},
          {.name = "sql.transform", .spec_yaml = kSqlTransformSpec},
          {.name = "db.table", .spec_yaml = kDbTableSpec}};
}

/// The connections file that goes with them.
inline constexpr std::string_view kFixtureConnections = R"(
connections:
  db:
    main: {default: true, host: db.local, database: shop, user: "${DB_USER}", password: "${DB_PW}"}
    staging: {host: stage.local, database: shop, user: app, password: "${DB_PW}"}
    broken: {host: db.local, port: many, databse: shop, password: abc}
  files:
    local: {base_dir: data}
)";

}  // namespace osiris::oml
