# The checks of the repository itself, as tests.

if(OSIRIS_PYTHON AND EXISTS "${CMAKE_SOURCE_DIR}/tools/tidy_test.py")
  add_test(NAME tidy COMMAND "${OSIRIS_PYTHON}" "${CMAKE_SOURCE_DIR}/tools/tidy_test.py")
  add_test(NAME tidy_self_test COMMAND "${OSIRIS_PYTHON}" "${CMAKE_SOURCE_DIR}/tools/tidy_self_test.py")
  set_tests_properties(tidy tidy_self_test PROPERTIES LABELS "tidy")
endif()
