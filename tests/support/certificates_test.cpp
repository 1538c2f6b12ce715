#include "tests/support/certificates.hpp"

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

using namespace threadmirror::tests;

namespace {

X509* read(BIO* bio) { return PEM_read_bio_X509(bio, nullptr, nullptr, nullptr); }

// OpenSSL's verdict on the leaf of `chain`, judged with or without what follows it, against `root`.
int verify(const std::string& root, const std::string& chain, bool with_intermediates) {
  BIO* root_bio = BIO_new_mem_buf(root.data(), static_cast<int>(root.size()));
  BIO* chain_bio = BIO_new_mem_buf(chain.data(), static_cast<int>(chain.size()));
  X509_STORE* store = X509_STORE_new();
  X509* anchor = read(root_bio);
  X509_STORE_add_cert(store, anchor);
  X509* leaf = read(chain_bio);
  STACK_OF(X509)* others = sk_X509_new_null();
  for (X509* next = read(chain_bio); next != nullptr; next = read(chain_bio)) sk_X509_push(others, next);
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, leaf, with_intermediates ? others : nullptr);
  X509_verify_cert(context);
  const int verdict = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  sk_X509_pop_free(others, X509_free);
  X509_free(leaf);
  X509_free(anchor);
  X509_STORE_free(store);
  BIO_free(chain_bio);
  BIO_free(root_bio);
  return verdict;
}

}  // namespace

TEST_CASE("a leaf is trusted under its own root and no other") {
  const CertificateAuthority ours;
  const CertificateAuthority other("another CA");
  const Identity leaf = ours.issue();
  CHECK(verify(ours.root_pem(), leaf.chain, true) == X509_V_OK);
  CHECK(verify(other.root_pem(), leaf.chain, true) != X509_V_OK);
  CHECK(leaf.private_key.find("PRIVATE KEY") != std::string::npos);
}

TEST_CASE("an intermediate can be cut off, and then the chain is broken") {
  const CertificateAuthority authority;
  LeafOptions options;
  options.through_intermediate = true;
  const Identity leaf = authority.issue(options);
  CHECK(verify(authority.root_pem(), leaf.chain, true) == X509_V_OK);
  CHECK(verify(authority.root_pem(), leaf.chain, false) == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

TEST_CASE("a self-signed certificate is recognised as such") {
  const CertificateAuthority authority;
  CHECK(verify(authority.root_pem(), make_self_signed().chain, true) ==
        X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
}

TEST_CASE("validity is relative to now") {
  const CertificateAuthority authority;
  LeafOptions expired;
  expired.valid_from = std::chrono::hours(-48);
  LeafOptions early;
  early.valid_from = std::chrono::hours(48);
  CHECK(verify(authority.root_pem(), authority.issue(expired).chain, true) == X509_V_ERR_CERT_HAS_EXPIRED);
  CHECK(verify(authority.root_pem(), authority.issue(early).chain, true) == X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_CASE("a file is written for its owner only, in a folder made for it") {
  const auto folder = std::filesystem::temp_directory_path() / ("tm-write-file-" + std::to_string(getpid()));
  const auto path = folder / "deep" / "ca.pem";
  write_file(path, "first, longer");
  write_file(path, "text");
  std::ifstream in(path);
  CHECK(std::string(std::istreambuf_iterator<char>(in), {}) == "text");
  CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::mask) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  CHECK_THROWS(write_file(path / "below-a-file", "x"));
  std::filesystem::remove_all(folder);
}
