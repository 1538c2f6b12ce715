// Bare sockets on loopback, for servers in tests. All throw std::runtime_error when the system refuses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace threadmirror::tests {

// A listening socket; the caller closes it. Port 0: any free one.
int listen_on(const std::string& address, std::uint16_t port, int backlog);
std::uint16_t port_of(int socket);
// A socket that has begun to connect and is not waited for; the caller closes it.
int start_connecting(const std::string& address, std::uint16_t port);
// How many descriptors this process has open.
std::size_t open_descriptors();

}  // namespace threadmirror::tests
