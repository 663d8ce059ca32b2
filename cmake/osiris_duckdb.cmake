# DuckDB is never linked: osiris_exchange loads libduckdb.so at first use. What the build needs is the header,
# and the library in lib/ beside bin/. tools/setup puts both where these defaults point.

set(OSIRIS_DUCKDB_LIBRARY "${CMAKE_SOURCE_DIR}/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so"
    CACHE FILEPATH "The libduckdb.so to run with")
set(OSIRIS_DUCKDB_INCLUDE_DIR "${CMAKE_SOURCE_DIR}/.deps/duckdb/include"
    CACHE PATH "The folder of duckdb.h")

if(NOT EXISTS "${OSIRIS_DUCKDB_LIBRARY}")
  message(FATAL_ERROR "no libduckdb.so at '${OSIRIS_DUCKDB_LIBRARY}'. "
                      "Run tools/setup, or pass -DOSIRIS_DUCKDB_LIBRARY=/path/to/libduckdb.so.")
endif()
if(NOT EXISTS "${OSIRIS_DUCKDB_INCLUDE_DIR}/duckdb.h")
  message(FATAL_ERROR "no duckdb.h in '${OSIRIS_DUCKDB_INCLUDE_DIR}'. "
                      "Run tools/setup, or pass -DOSIRIS_DUCKDB_INCLUDE_DIR=/folder/of/duckdb.h.")
endif()

file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
file(CREATE_LINK "${OSIRIS_DUCKDB_LIBRARY}" "${CMAKE_BINARY_DIR}/lib/libduckdb.so" SYMBOLIC)

add_library(osiris_duckdb_header INTERFACE)
target_include_directories(osiris_duckdb_header SYSTEM INTERFACE "${OSIRIS_DUCKDB_INCLUDE_DIR}")
