// fake-hubspot: the fake HubSpot as a program, to rehearse a mirror with.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "core/json.hpp"
#include "core/text.hpp"
#include "tests/fake_hubspot/options.hpp"
#include "tests/support/certificates.hpp"

namespace {

using namespace threadmirror::fake_hubspot;
namespace fs = std::filesystem;

// A folder that goes with the program.
class TemporaryFolder {
 public:
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  // Made when it is first asked for, for this user only.
  const fs::path& path() {
    if (path_.empty()) {
      std::string name = (fs::temp_directory_path() / "fake-hubspot-XXXXXX").string();
      if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make a folder like " + name);
      path_ = name;
    }
    return path_;
  }

 private:
  fs::path path_;
};

// Other programs see the whole file or none.
void write_atomically(const fs::path& path, const std::string& text) {
  const fs::path draft = path.string() + ".new";
  threadmirror::tests::write_file(draft, text);
  fs::rename(draft, path);
}

void write_ready_file(const ProgramOptions& options, const std::string& url, const fs::path& ca_file) {
  if (options.ready_file.empty()) return;
  threadmirror::core::JsonWriter json(threadmirror::core::JsonWriter::Style::kPretty);
  json.begin_object().field("url", url).field("ca_file", ca_file.string());
  json.field("token", options.upstream.account.token).field("pid", getpid()).end_object();
  write_atomically(options.ready_file, std::string(json.text()) + "\n");
}

void describe(const ProgramOptions& options, FakeHubSpot& server, const fs::path& ca_file) {
  std::size_t active = 0, archived = 0;
  server.with([&](Upstream& upstream) {
    active = upstream.world().served_count(false);
    archived = upstream.world().served_count(true);
  });
  const auto count = [](std::size_t n) {
    return threadmirror::core::with_thousands(static_cast<std::int64_t>(n));
  };
  const std::string& token = options.upstream.account.token;
  fmt::print("fake-hubspot: {} threads ({} archived) in {} inboxes, seed {}, portal {}\n",
             count(active + archived), count(archived), options.upstream.shape.inboxes,
             options.upstream.shape.seed, options.upstream.account.portal_id);
  if (options.living > 0) fmt::print("living:  {} changes per second\n", options.living);
  fmt::print("address: {}\ncontrol: {}/_control/stats\ntoken:   {}\n", server.base_url(), server.base_url(),
             token);
  if (!ca_file.empty()) fmt::print("CA:      {}\n", ca_file.string());
  fmt::print("\nFor threadmirror's configuration:\n\n[hubspot]\nbase_url = \"{}\"\n", server.base_url());
  if (!ca_file.empty()) fmt::print("ca_file = \"{}\"\n", ca_file.string());
  if (options.token_file.empty()) {
    fmt::print("\nand in its environment:\n\nHUBSPOT_ACCESS_TOKEN={}\n", token);
  } else {
    fmt::print("token_file = \"{}\"\n", options.token_file.string());
  }
  const OAuthGrant grant;
  fmt::print("\nOr as an OAuth app: client_id {}, client secret {}, refresh token {}\n", grant.client_id,
             grant.client_secret, options.refresh_token);
  fmt::print("\nServing until SIGINT (Ctrl-C) or SIGTERM.\n");
  std::fflush(stdout);
}

void prepare(const ProgramOptions& options, FakeHubSpot& server) {
  server.with([&](Upstream& upstream) {
    upstream.service().oauth().grant().refresh_token = options.refresh_token;
    for (const FaultRule& fault : options.faults) upstream.faults().add(fault);
    if (options.living > 0) upstream.living().set_paces(Paces::mixture(options.living), server.now());
  });
}

void serve(const ProgramOptions& options) {
  // Signals are caught before the server's thread starts, so that none is lost.
  boost::asio::io_context context(1);
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([](const boost::system::error_code&, int) {});
  TemporaryFolder temporary;
  FakeHubSpot server(options.upstream, options.server);
  prepare(options, server);
  fs::path ca_file;
  if (options.server.tls) {
    ca_file = fs::absolute(options.ca_out.empty() ? temporary.path() / "ca.pem" : options.ca_out);
    write_atomically(ca_file, server.ca_pem());
  }
  describe(options, server, ca_file);
  write_ready_file(options, server.base_url(), ca_file);
  context.run();
  server.stop();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const CommandLine line = parse_command_line(argc, argv);
    if (!line.options) {
      std::fputs(line.text.c_str(), line.exit_code == 0 ? stdout : stderr);
      return line.exit_code;
    }
    std::signal(SIGPIPE, SIG_IGN);
    serve(*line.options);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "fake-hubspot: {}\n", error.what());
    return 1;
  }
}
