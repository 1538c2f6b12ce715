#include "tests/support/scripted_server.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "tests/support/loopback_socket.hpp"

using namespace threadmirror::tests;

namespace {

// Connects and sends, then reads to the end; "RST" where the server resets.
std::string talk(std::uint16_t port, std::string_view request) {
  const int socket = start_connecting("127.0.0.1", port);
  pollfd ready{socket, POLLOUT, 0};
  ::poll(&ready, 1, 5000);
  ::send(socket, request.data(), request.size(), MSG_NOSIGNAL);
  std::string answer;
  for (;;) {
    ready = {socket, POLLIN, 0};
    if (::poll(&ready, 1, 5000) != 1) break;
    char bytes[256];
    const ssize_t count = ::recv(socket, bytes, sizeof bytes, 0);
    if (count < 0 && errno == ECONNRESET) answer = "RST";
    if (count <= 0) break;
    answer.append(bytes, static_cast<std::size_t>(count));
  }
  ::close(socket);
  return answer;
}

}  // namespace

TEST_CASE("the scripted server plays its script for each connection") {
  ScriptedServer server([](Peer& peer) {
    peer.read_request(1);
    if (peer.number() == 0) peer.write_slowly("slow", 1, std::chrono::milliseconds(0));
    if (peer.number() == 1) peer.reset();
  });
  CHECK(talk(server.port(), "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi") == "slow");
  CHECK(talk(server.port(), "GET / HTTP/1.1\r\n\r\n") == "RST");
  CHECK(server.connections() == 2);
  CHECK(server.received().ends_with("hiGET / HTTP/1.1\r\n\r\n"));
}

TEST_CASE("stopping the server ends scripts that wait, and leaks nothing") {
  const std::size_t before = open_descriptors();
  {
    ScriptedServer server([](Peer& peer) { peer.wait_for_end(); });
    const int socket = start_connecting("127.0.0.1", server.port());
    while (server.connections() == 0) std::this_thread::yield();
    ::close(socket);
    const BlackHole hole("127.0.0.1");
    CHECK(hole.port() != 0);
  }
  CHECK(open_descriptors() == before);
}
