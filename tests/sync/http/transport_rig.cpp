#include "tests/sync/http/transport_rig.hpp"

#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <filesystem>

namespace threadmirror::tests {
namespace {

using sync::http::Addresses;

// A file that holds the trusted root while this process runs.
class TrustFile {
 public:
  TrustFile()
      : path_(std::filesystem::temp_directory_path() /
              ("threadmirror-ca-" + std::to_string(::getpid()) + ".pem")) {
    write_file(path_, trusted_authority().root_pem());
  }
  ~TrustFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void put_port(std::string& text, std::uint16_t port) {
  const std::size_t at = text.find("PORT");
  if (at != std::string::npos) text.replace(at, 4, std::to_string(port));
}

core::Result<Addresses> only_loopback(const std::string&) {
  return Addresses(1, boost::asio::ip::make_address("127.0.0.1"));
}

}  // namespace

const CertificateAuthority& trusted_authority() {
  static const CertificateAuthority authority;
  return authority;
}

const Identity& trusted_identity() {
  static const Identity identity = trusted_authority().issue();
  return identity;
}

std::string answer(std::string_view body, std::string_view headers, std::string_view status) {
  std::string text = "HTTP/1.1 ";
  text.append(status).append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n");
  return text.append(headers).append("\r\n").append(body);
}

ScriptedServer::Script serve(std::function<std::string(const std::string&)> reply) {
  return [reply = std::move(reply)](Peer& peer) {
    if (!peer.start_tls(trusted_identity())) return;
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      if (!peer.write(reply(request))) return;
    }
  };
}

TransportRig::TransportRig(ScriptedServer::Script script, const Adjust& adjust)
    : lookup(std::make_shared<sync::http::Lookup>(only_loopback)) {
  static const TrustFile trust;
  // What the event loop opens for itself is there before the count.
  boost::asio::steady_timer(io, std::chrono::milliseconds(0)).async_wait([](boost::system::error_code) {});
  io.run();
  descriptors_before = open_descriptors();
  server = std::make_unique<ScriptedServer>(std::move(script));
  sync::http::TransportOptions options;
  options.base_url = "https://localhost:PORT";
  options.ca_file = trust.path();
  options.request_timeout = kRequestTimeout;
  options.connect_timeout = kRequestTimeout;
  options.stall_timeout = kRequestTimeout;
  if (adjust) adjust(options);
  put_port(options.base_url, server->port());
  put_port(options.proxy, server->port());
  auto made = sync::http::create_https_transport_with(
      io.get_executor(), options, [lookup = lookup](const std::string& host) { return (*lookup)(host); },
      clock, log);
  REQUIRE_MESSAGE(made.has_value(), made.error().text());
  transport = std::move(*made);
}

TransportRig::~TransportRig() = default;

sync::http::Request TransportRig::request(const std::string& target) {
  sync::http::Request request;
  request.target = target;
  request.bearer_token = core::Secret("pat-hush");
  return request;
}

core::Result<sync::http::Response> TransportRig::get(const std::string& target) {
  return send(request(target));
}

core::Result<sync::http::Response> TransportRig::send(sync::http::Request request) {
  return run(io, transport->send(std::move(request)));
}

std::string TransportRig::outcome(const std::string& target) {
  const auto response = get(target);
  return response ? "ok" : std::string(core::to_string(response.error().code()));
}

void TransportRig::check_no_leak() {
  transport->close_idle();
  server.reset();
  io.restart();
  io.poll();  // lets what was cancelled go
  CHECK(open_descriptors() == descriptors_before);
}

}  // namespace threadmirror::tests
