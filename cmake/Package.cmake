# What is installed, and the Debian package; script/package makes it. Same sources, same bytes: every time stamp is
# $SOURCE_DATE_EPOCH, which the script takes from the last commit.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # the package needs no test; script/package builds what it needs
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(debian "${CMAKE_SOURCE_DIR}/cmake/debian")
set(generated "${CMAKE_BINARY_DIR}/debian")

install(TARGETS threadmirror DESTINATION bin)
install(FILES config/threadmirror.example.toml DESTINATION /etc/threadmirror RENAME config.toml)

file(GLOB recipes CONFIGURE_DEPENDS storage/recipes/*.sql)
install(FILES ${recipes} DESTINATION share/threadmirror/recipes)

file(GLOB units CONFIGURE_DEPENDS systemd/*.service systemd/*.timer)
install(FILES ${units} DESTINATION /lib/systemd/system)
install(FILES systemd/threadmirror.sysusers.conf DESTINATION lib/sysusers.d RENAME threadmirror.conf)

install(FILES docs/completions/threadmirror.bash DESTINATION share/bash-completion/completions RENAME threadmirror)
install(FILES docs/completions/_threadmirror DESTINATION share/zsh/vendor-completions)
install(FILES docs/completions/threadmirror.fish DESTINATION share/fish/vendor_completions.d)

# Debian's changelog names the version; what is new in it stands in CHANGELOG.md.
string(TIMESTAMP package_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(THREADMIRROR_MAINTAINER "threadmirror authors <threadmirror@users.noreply.github.com>"
    CACHE STRING "The Maintainer field of the Debian package")
configure_file("${debian}/changelog.in" "${generated}/changelog" @ONLY)
execute_process(COMMAND gzip -9nc "${generated}/changelog" OUTPUT_FILE "${generated}/changelog.gz"
                COMMAND_ERROR_IS_FATAL ANY)
file(READ LICENSE license)
string(REGEX REPLACE "^MIT License\n+[^\n]*\n+" "" license "${license}")
string(REGEX REPLACE "\n\n" "\n.\n" license "${license}")
string(REGEX REPLACE "\n([^\n])" "\n \\1" license " ${license}")
configure_file("${debian}/copyright.in" "${generated}/copyright" @ONLY)
install(FILES README.md CHANGELOG.md systemd/threadmirror.service.d-254.conf "${generated}/copyright" "${generated}/changelog.gz"
        DESTINATION share/doc/threadmirror)
install(FILES docs/COOKBOOK.md docs/READERS.md DESTINATION share/doc/threadmirror)
install(FILES docs/readers/datasette.json docs/readers/postgresql.load docs/readers/report.py
        DESTINATION share/doc/threadmirror/readers)
install(FILES docs/MONITORING.md docs/monitoring/threadmirror.rules.yml docs/monitoring/threadmirror-dashboard.json
        DESTINATION share/doc/threadmirror/monitoring)

# The scripts that dpkg runs, told which units may be enabled: those with an [Install] section. Of templates they look
# after the instances.
set(package_units "")
foreach(unit IN LISTS units)
  file(STRINGS "${unit}" installs REGEX "^\\[Install\\]")
  get_filename_component(name "${unit}" NAME)
  if(installs AND NOT name MATCHES "@")
    list(APPEND package_units "${name}")
  endif()
endforeach()
list(JOIN package_units " " package_units)
foreach(script postinst prerm postrm)
  configure_file("${debian}/${script}.in" "${generated}/${script}" @ONLY
                 FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME threadmirror)
set(CPACK_PACKAGE_CONTACT "${THREADMIRROR_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "mirror of HubSpot conversation threads in SQLite")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Keeps a complete copy of the conversation threads of a HubSpot account in a
local SQLite database, fresh to the half minute, so that questions such as who
waits for an answer, and since when, are a line of SQL without an API limit in
the way.
.
A service polls for new messages and compares everything once an hour; the
same program fills a mirror once, verifies it against HubSpot, tells how fresh
it is, and runs queries. Any SQLite client may read the database at any time.")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_SOURCE_DIR}/build/package")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, systemd (>= 252), tzdata")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS sqlite3)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${debian}/conffiles" "${generated}/postinst" "${generated}/prerm"
                                       "${generated}/postrm")
include(CPack)
