# osiris_fuzz_target(<name> LINK <library>...)
#
# Makes the program fuzz_<name> out of <name>.cc in the calling folder, which defines LLVMFuzzerTestOneInput. In the
# preset fuzz it is a fuzzer; in every other one it replays corpus/<name>/ once, as a plain test. New findings go
# into that folder under a name that says what they are.
if(OSIRIS_FUZZ)
  add_custom_target(fuzz_targets)
endif()

function(osiris_fuzz_target name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  set(target fuzz_${name})
  set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name}")
  if(OSIRIS_FUZZ)
    add_executable(${target} ${name}.cc)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz_targets ${target})
    add_test(NAME ${target} COMMAND ${target} -runs=0 "${corpus}")
  else()
    add_executable(${target} ${name}.cc replay_main.cc)
    add_test(NAME ${target} COMMAND ${target} "${corpus}")
  endif()
  target_link_libraries(${target} PRIVATE ${arg_LINK})
  set_tests_properties(${target} PROPERTIES LABELS "fuzz;asan" TIMEOUT 120)
  osiris_test_environment(${target})
endfunction()
