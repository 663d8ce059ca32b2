# osiris_component(<family>.<role> FAMILY <family> [PRIVATE <target>...])
#
# One line makes a component: components/<name>/*.cc become a static library, spec.yaml is embedded in it, *_test.cc
# become one test program, and the component joins the list that osiris::components::all() returns. driver.cc defines
#
#   osiris::sdk::Component osiris::components::<name, dots as _>(std::string_view spec_yaml);
#
# which the generated header components/<name>/component.h declares, together with <name>_spec(), the embedded text.
# PRIVATE names libraries from outside.
# components/<family>/*.cc, if that folder exists, is built once and linked by each component of the family, and
# components/<family>/connection.yaml, if it exists, is a part of the spec of each of them.
function(osiris_component name)
  cmake_parse_arguments(arg "" "FAMILY" "PRIVATE" ${ARGN})
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}/${name}")
  foreach(needed spec.yaml driver.cc)
    if(NOT EXISTS "${folder}/${needed}")
      message(FATAL_ERROR "component '${name}' has no ${folder}/${needed}")
    endif()
  endforeach()

  string(REPLACE "." "_" OSIRIS_FUNCTION "${name}")
  set(library osiris_component_${OSIRIS_FUNCTION})
  set(generated "${CMAKE_BINARY_DIR}/generated/components/${name}")
  configure_file("${CMAKE_SOURCE_DIR}/cmake/component.h.in" "${generated}/component.h" @ONLY)
  file(GLOB shared CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${arg_FAMILY}/connection.yaml")
  add_custom_command(
    OUTPUT "${generated}/spec.cc"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${folder}/spec.yaml;${shared}" "-DOUTPUT=${generated}/spec.cc"
            -DNAMESPACE=osiris::components "-DFUNCTION=${OSIRIS_FUNCTION}_spec"
            -P "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS "${folder}/spec.yaml" ${shared} "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
    COMMENT "Embedding ${name}/spec.yaml"
    VERBATIM)

  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cc")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  add_library(${library} STATIC ${sources} "${generated}/spec.cc")
  target_include_directories(${library} PUBLIC "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
  target_link_libraries(${library} PUBLIC osiris_sdk osiris_exchange PRIVATE ${arg_PRIVATE})
  osiris_family(${arg_FAMILY})
  if(TARGET osiris_family_${arg_FAMILY})
    target_link_libraries(${library} PUBLIC osiris_family_${arg_FAMILY})
  endif()
  osiris_unit_test(${name} LINK ${library} ${arg_PRIVATE} SOURCES ${tests})
  set_property(GLOBAL APPEND PROPERTY OSIRIS_COMPONENTS ${name})
endfunction()

# osiris_family(<family> [PRIVATE <target>...])
#
# Builds the code that the components of one family share; nothing if there is no such folder or it is built already.
# Only a family that needs libraries from outside has to be named before its components.
function(osiris_family family)
  cmake_parse_arguments(arg "" "" "PRIVATE" ${ARGN})
  set(library osiris_family_${family})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${family}/*.cc")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  if(NOT sources OR TARGET ${library})
    return()
  endif()
  add_library(${library} STATIC ${sources})
  target_include_directories(${library} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${library} PUBLIC osiris_sdk osiris_exchange PRIVATE ${arg_PRIVATE})
  osiris_unit_test(${family} LINK ${library} ${arg_PRIVATE} SOURCES ${tests})
endfunction()

# Generates osiris::components::all() out of the components named so far. Call once, after the last component.
function(osiris_component_list)
  get_property(names GLOBAL PROPERTY OSIRIS_COMPONENTS)
  list(SORT names)
  set(OSIRIS_INCLUDES "")
  set(OSIRIS_CALLS "")
  set(libraries "")
  foreach(name IN LISTS names)
    string(REPLACE "." "_" function "${name}")
    string(APPEND OSIRIS_INCLUDES "#include \"components/${name}/component.h\"\n")
    string(APPEND OSIRIS_CALLS "  list.push_back(${function}(${function}_spec()));\n")
    list(APPEND libraries osiris_component_${function})
  endforeach()
  set(generated "${CMAKE_BINARY_DIR}/generated/osiris_components.cc")
  configure_file("${CMAKE_SOURCE_DIR}/cmake/components.cc.in" "${generated}" @ONLY)
  add_library(osiris_components STATIC "${generated}")
  target_include_directories(osiris_components PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(osiris_components PUBLIC osiris_sdk PRIVATE ${libraries})
  osiris_unit_test(components LINK osiris_components SOURCES "${CMAKE_CURRENT_SOURCE_DIR}/all_test.cc")
endfunction()
