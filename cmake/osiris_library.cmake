# osiris_library(<folder> [DEPENDS <folder>...] [PUBLIC <target>...] [PRIVATE <target>...] [SUBFOLDERS <name>...])
#
# Makes the static library osiris_<folder> out of the *.cc of the calling folder (and of the named subfolders), and
# one test program osiris_<folder>_test out of its *_test.cc. main.cc is left out: it belongs to the executable.
# DEPENDS names folders of lower floors; PUBLIC and PRIVATE name libraries from outside.
function(osiris_library folder)
  cmake_parse_arguments(arg "" "" "DEPENDS;PUBLIC;PRIVATE;SUBFOLDERS" ${ARGN})
  set(patterns *.cc)
  foreach(subfolder IN LISTS arg_SUBFOLDERS)
    list(APPEND patterns ${subfolder}/*.cc)
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")

  set(library osiris_${folder})
  list(TRANSFORM arg_DEPENDS PREPEND osiris_)
  if(sources)
    add_library(${library} STATIC ${sources})
    target_include_directories(${library} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(${library} PUBLIC ${arg_DEPENDS} ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  else()  # Headers only, so far.
    add_library(${library} INTERFACE)
    target_include_directories(${library} INTERFACE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(${library} INTERFACE ${arg_DEPENDS} ${arg_PUBLIC} ${arg_PRIVATE})
  endif()
  osiris_unit_test(${folder} LINK ${library} ${arg_PRIVATE} SOURCES ${tests})
endfunction()

# Makes one test program out of `SOURCES`, registered under `name`; nothing if there are none. Tests are compiled
# without optimisation, which would take a third of the time of a build and make none of them notably quicker.
function(osiris_unit_test name)
  cmake_parse_arguments(arg "" "" "LINK;SOURCES" ${ARGN})
  if(NOT arg_SOURCES)
    return()
  endif()
  string(REPLACE "." "_" target "osiris_${name}_test")
  add_executable(${target} ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ${OSIRIS_FUZZ})  # Fuzzing needs the targets only.
  target_link_libraries(${target} PRIVATE ${arg_LINK} GTest::gmock_main)
  target_compile_options(${target} PRIVATE -O0)
  add_test(NAME ${name} COMMAND ${target})
  set_tests_properties(${name} PROPERTIES LABELS "unit" TIMEOUT 1200)
  osiris_test_environment(${name})
endfunction()

# Gives a test what sanitizers need, and nothing of the user's own settings.
function(osiris_test_environment)
  foreach(name IN LISTS ARGN)
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT
      "LC_ALL=C.UTF-8"
      "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1"
      "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tools/sanitizers/lsan.txt:print_suppressions=0"
      "UBSAN_OPTIONS=print_stacktrace=1"
      "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tools/sanitizers/tsan.txt:halt_on_error=1")
  endforeach()
endfunction()

# Makes the program osiris out of the calling folder's main.cc.
function(osiris_program)
  file(GLOB main CONFIGURE_DEPENDS main.cc)
  if(main)
    add_executable(osiris ${main})
    target_link_libraries(osiris PRIVATE osiris_cli)
  endif()
endfunction()
