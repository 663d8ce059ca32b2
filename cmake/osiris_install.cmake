# `cmake --install`: a tree that runs wherever it is moved.
#
#   bin/osiris   lib/libduckdb.so and the libraries that not every machine has   share/osiris/{doc,examples,licenses}
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

set(doc share/osiris/doc)
install(FILES README.md ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md LICENSE SECURITY.md STYLE.md DESTINATION ${doc})
install(DIRECTORY docs DESTINATION ${doc})
install(DIRECTORY examples DESTINATION share/osiris OPTIONAL USE_SOURCE_PERMISSIONS
        PATTERN .osiris_sessions EXCLUDE PATTERN build EXCLUDE PATTERN output EXCLUDE)

set(licenses share/osiris/licenses)
install(FILES LICENSE DESTINATION ${licenses})
cmake_path(GET duckdb_file PARENT_PATH duckdb_folder)
install(FILES "${duckdb_folder}/LICENSE" DESTINATION ${licenses} RENAME duckdb.txt OPTIONAL)
foreach(package libfmt-dev libyaml-cpp-dev nlohmann-json3-dev libcli11-dev libexpected-dev)
  install(FILES "/usr/share/doc/${package}/copyright" DESTINATION ${licenses} RENAME "${package}.txt" OPTIONAL)
endforeach()
