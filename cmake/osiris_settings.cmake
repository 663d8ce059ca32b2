# Compiler, linker and folder settings that hold for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(osiris_in_ci OFF)
if(DEFINED ENV{CI})
  set(osiris_in_ci ON)
endif()
option(OSIRIS_WERROR "Treat warnings as errors" ${osiris_in_ci})
set(OSIRIS_SANITIZE "" CACHE STRING "Value of -fsanitize= (empty: none)")
option(OSIRIS_COVERAGE "Count executed lines" OFF)
option(OSIRIS_FUZZ "Build the fuzz targets (needs clang)" OFF)

add_compile_definitions("OSIRIS_VERSION=\"${PROJECT_VERSION}\"")

# Programs stand in bin/ and find libduckdb.so in lib/ beside it, in the build tree as in the installed one.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib")
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)  # Else CMake adds an empty entry, which is the working folder.

find_program(OSIRIS_CCACHE ccache)
if(OSIRIS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths are taken relative to the checkout, so that one checkout's objects serve another.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
      "${OSIRIS_CCACHE}")
endif()
find_program(OSIRIS_MOLD mold)
if(OSIRIS_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -fdiagnostics-color=auto)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options(-Wno-deprecated-declarations)  # The standard library of g++ 12 uses its own deprecated parts.
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict)  # g++ 12 sees overlaps in `"text" + string` that cannot be (its bug 105651).
endif()
if(OSIRIS_WERROR)
  add_compile_options(-Werror)
endif()

if(OSIRIS_SANITIZE)
  add_compile_definitions(OSIRIS_SANITIZED)
  add_compile_options(-fsanitize=${OSIRIS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The checks put into the code lead g++ astray (std::regex); the release build keeps this warning.
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
  # A sanitizer calls dlopen() on our behalf, so the caller's RUNPATH is not searched; RPATH is.
  add_link_options(-fsanitize=${OSIRIS_SANITIZE} -Wl,--disable-new-dtags)
else()
  add_link_options(-Wl,--enable-new-dtags)
endif()
if(OSIRIS_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
if(OSIRIS_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Debian's own interpreter first: it is the one that has python3-yaml.
find_program(OSIRIS_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(OSIRIS_PYTHON NAMES python3)
