# `cmake --install`: a tree that runs wherever it is moved (bin, lib, share).

if(TARGET osiris)
  install(TARGETS osiris RUNTIME DESTINATION bin)
endif()
