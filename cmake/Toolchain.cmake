# Language level, warnings, hardening, and the optional speed-ups (ccache, mold).
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Paths in messages and debug information are relative to the source tree.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")

# Every target of ours links this; third-party headers come in as SYSTEM and stay silent.
add_library(threadmirror_flags INTERFACE)
target_include_directories(threadmirror_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(
  threadmirror_flags
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
            -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wimplicit-fallthrough)
# What GCC 12 reports without ground: overlaps inside std::string (its bug 105329), Asio's way of allocating coroutine
# frames as a mismatch of new and delete, and the unused half of tl::expected as uninitialised.
target_compile_options(
  threadmirror_flags
  INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-mismatched-new-delete;-Wno-maybe-uninitialized>)
if(THREADMIRROR_WARNINGS_AS_ERRORS)
  target_compile_options(threadmirror_flags INTERFACE -Werror)
endif()

set(THREADMIRROR_SANITIZERS "" CACHE STRING "address,undefined or thread")
if(THREADMIRROR_SANITIZERS)
  add_compile_options("-fsanitize=${THREADMIRROR_SANITIZERS}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options("-fsanitize=${THREADMIRROR_SANITIZERS}")
  add_compile_options(-Wno-tsan)  # a note that TSan does not follow atomic_thread_fence; Asio's code has one
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection -U_FORTIFY_SOURCE
                      -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS)
  add_link_options(-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
