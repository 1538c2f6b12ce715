// Test certificates, made in memory when a test runs: no key ever lies in the repository.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace threadmirror::tests {

// A certificate with its private key, both PEM. `chain` is what a server sends: the leaf, then intermediates.
struct Identity {
  std::string chain;
  std::string private_key;
};

struct LeafOptions {
  std::vector<std::string> dns_names{"localhost"};
  std::vector<std::string> ip_addresses{"127.0.0.1", "::1"};
  std::chrono::seconds valid_from{-3600};  // relative to now
  std::chrono::seconds valid_for{86400};   // relative to valid_from
  bool through_intermediate = false;       // the chain then has an intermediate, which can be cut off
};

// A certificate authority that lives as long as the object (ECDSA P-256: fast to make). Throws
// std::runtime_error when OpenSSL fails.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& common_name = "threadmirror test CA");
  ~CertificateAuthority();
  CertificateAuthority(CertificateAuthority&&) noexcept;

  // The root certificate as PEM: what a client must trust.
  const std::string& root_pem() const;
  Identity issue(const LeafOptions& options = {}) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A certificate for `options` that signed itself; no authority knows it. Throws as above.
Identity make_self_signed(const LeafOptions& options = {});

// Writes text to a file (mode 0600), making the folder where it is missing.
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace threadmirror::tests
