# `cmake --install`: a tree that runs wherever it is moved.
#
#   bin/osiris   lib/libduckdb.so and the libraries that not every machine has, with what they load by themselves
#   share/osiris/{doc,examples,licenses}
#   share/man/man1/osiris.1   and where bash, zsh and fish look for completions

if(TARGET osiris)
  install(TARGETS osiris RUNTIME DESTINATION bin)
  set(printed "${CMAKE_BINARY_DIR}/share")
  install(FILES "${printed}/osiris.1" DESTINATION share/man/man1)
  install(FILES "${printed}/osiris.bash" DESTINATION share/bash-completion/completions RENAME osiris)
  install(FILES "${printed}/osiris.zsh" DESTINATION share/zsh/site-functions RENAME _osiris)
  install(FILES "${printed}/osiris.fish" DESTINATION share/fish/vendor_completions.d)
endif()

file(REAL_PATH "${OSIRIS_DUCKDB_LIBRARY}" duckdb_file)
install(PROGRAMS "${duckdb_file}" DESTINATION lib RENAME libduckdb.so)
install(IMPORTED_RUNTIME_ARTIFACTS fmt::fmt yaml-cpp LIBRARY DESTINATION lib)
# The client of MySQL, and the ways to log in that it loads when an account wants them; the program looks for them
# there.
list(GET MARIADB_LINK_LIBRARIES 0 mariadb_file)
file(REAL_PATH "${mariadb_file}" mariadb_file)
install(PROGRAMS "${mariadb_file}" DESTINATION lib RENAME libmariadb.so.3)
cmake_path(GET mariadb_file PARENT_PATH mariadb_folder)
foreach(plugin caching_sha2_password client_ed25519 sha256_password)
  install(PROGRAMS "${mariadb_folder}/libmariadb3/plugin/${plugin}.so" DESTINATION lib/libmariadb3/plugin)
endforeach()

set(doc share/osiris/doc)
install(FILES README.md ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md LICENSE SECURITY.md STYLE.md DESTINATION ${doc})
install(DIRECTORY docs DESTINATION ${doc})
install(DIRECTORY examples DESTINATION share/osiris OPTIONAL USE_SOURCE_PERMISSIONS
        PATTERN .osiris_sessions EXCLUDE PATTERN build EXCLUDE PATTERN output EXCLUDE)

set(licenses share/osiris/licenses)
install(FILES LICENSE DESTINATION ${licenses})
cmake_path(GET duckdb_file PARENT_PATH duckdb_folder)
install(FILES "${duckdb_folder}/LICENSE" DESTINATION ${licenses} RENAME duckdb.txt OPTIONAL)
foreach(package libmariadb3 libfmt-dev libyaml-cpp-dev nlohmann-json3-dev libcli11-dev libexpected-dev)
  install(FILES "/usr/share/doc/${package}/copyright" DESTINATION ${licenses} RENAME "${package}.txt" OPTIONAL)
endforeach()
