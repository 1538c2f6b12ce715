#include "sync/http/tls_context.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/certificates.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;

namespace {

class TempFolder {
 public:
  TempFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("threadmirror-ca-files-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  std::filesystem::path write(const std::string& text) const {
    write_file(path_ / "ca.pem", text);
    return path_ / "ca.pem";
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

// Fault 19.
TEST_CASE("a CA file that is missing, empty, a folder or holds no certificate is a configuration error") {
  const TempFolder folder;
  const std::string good = CertificateAuthority().root_pem();
  const std::string bad_files[] = {"", "not PEM", good.substr(0, good.size() / 2),
                                   "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                                   good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};
  for (const std::string& text : bad_files) {
    CAPTURE(text);
    const auto context = TlsContext::create(folder.write(text));
    REQUIRE_FALSE(context);
    CHECK(context.error().code() == core::ErrorCode::kConfig);
    CHECK(context.error().message().find("ca.pem") != std::string::npos);
    CHECK(context.error().mend().find("ca_file") != std::string::npos);
  }
  CHECK(TlsContext::create(folder.path() / "missing.pem").error().code() == core::ErrorCode::kConfig);
  CHECK(TlsContext::create(folder.path()).error().code() == core::ErrorCode::kConfig);
}

TEST_CASE("a CA file may hold several certificates, with text around them") {
  const TempFolder folder;
  const std::string both = "# first\n" + CertificateAuthority("a").root_pem() + "# second\n" +
                           CertificateAuthority("b").root_pem() + "\n";
  CHECK(TlsContext::create(folder.write(both)));
}

TEST_CASE("without a CA file, and with one, versions below TLS 1.2 are out") {
  const auto context = TlsContext::create({});
  REQUIRE(context);
  SSL_CTX* native = (*context)->context().native_handle();
  CHECK(SSL_CTX_get_min_proto_version(native) == TLS1_2_VERSION);
  CHECK(SSL_CTX_get_verify_mode(native) == (SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT));
}
