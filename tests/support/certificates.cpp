// Making X.509 certificates with OpenSSL: a root, an optional intermediate, a leaf.
#include "tests/support/certificates.hpp"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <stdexcept>

namespace threadmirror::tests {
namespace {

constexpr std::chrono::seconds kYear{365L * 86400};

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

[[noreturn]] void fail(const char* what) {
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
  throw std::runtime_error(std::string("certificates: ") + what + ": " + reason.data());
}

void check(bool ok, const char* what) {
  if (!ok) fail(what);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  check(key != nullptr, "can't make a key");
  return key;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  check(extension != nullptr, "can't make an extension");
  check(X509_add_ext(certificate, extension.get(), -1) == 1, "can't add an extension");
}

void set_random_serial(X509* certificate) {
  std::uint64_t serial = 0;
  check(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "no random bytes");
  check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), (serial >> 1) | 1) == 1, "no serial");
}

// Everything but the extensions and the signature. Without an issuer the certificate is its own.
Certificate begin(const std::string& common_name, EVP_PKEY* key, X509* issuer, std::chrono::seconds from,
                  std::chrono::seconds duration) {
  Certificate certificate(X509_new());
  check(certificate != nullptr, "out of memory");
  check(X509_set_version(certificate.get(), X509_VERSION_3) == 1, "no version");
  set_random_serial(certificate.get());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), (from + duration).count());
  check(X509_set_pubkey(certificate.get(), key) == 1, "no public key");
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "no name");
  X509* signer = issuer != nullptr ? issuer : certificate.get();
  check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)) == 1, "no issuer");
  return certificate;
}

Certificate make_authority(const std::string& common_name, EVP_PKEY* key, X509* issuer,
                           EVP_PKEY* issuer_key) {
  Certificate certificate = begin(common_name, key, issuer, -std::chrono::hours(24), kYear);
  X509* signer = issuer != nullptr ? issuer : certificate.get();
  add_extension(certificate.get(), signer, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate.get(), signer, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(certificate.get(), signer, NID_subject_key_identifier, "hash");
  check(X509_sign(certificate.get(), issuer_key, EVP_sha256()) > 0, "can't sign");
  return certificate;
}

std::string alternative_names(const LeafOptions& options) {
  std::string names;
  for (const std::string& name : options.dns_names) names += (names.empty() ? "DNS:" : ",DNS:") + name;
  for (const std::string& ip : options.ip_addresses) names += (names.empty() ? "IP:" : ",IP:") + ip;
  return names;
}

// Without an issuer it signs itself.
Certificate make_leaf(const LeafOptions& options, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  Certificate certificate =
      begin("threadmirror test server", key, issuer, options.valid_from, options.valid_for);
  if (issuer == nullptr) issuer = certificate.get();
  add_extension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), issuer, NID_ext_key_usage, "serverAuth");
  const std::string names = alternative_names(options);
  if (!names.empty()) add_extension(certificate.get(), issuer, NID_subject_alt_name, names);
  check(X509_sign(certificate.get(), issuer_key, EVP_sha256()) > 0, "can't sign");
  return certificate;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string to_pem(X509* certificate) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  check(bio && PEM_write_bio_X509(bio.get(), certificate) == 1, "can't write a certificate");
  return text_of(bio.get());
}

std::string to_pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  check(bio && PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "can't write a key");
  return text_of(bio.get());
}

}  // namespace

struct CertificateAuthority::Impl {
  Key key;
  Certificate root;
  Key intermediate_key;
  Certificate intermediate;
  std::string root_pem;
};

CertificateAuthority::CertificateAuthority(const std::string& common_name) : impl_(std::make_unique<Impl>()) {
  impl_->key = make_key();
  impl_->root = make_authority(common_name, impl_->key.get(), nullptr, impl_->key.get());
  impl_->intermediate_key = make_key();
  impl_->intermediate = make_authority(common_name + " intermediate", impl_->intermediate_key.get(),
                                       impl_->root.get(), impl_->key.get());
  impl_->root_pem = to_pem(impl_->root.get());
}

CertificateAuthority::~CertificateAuthority() = default;
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;

const std::string& CertificateAuthority::root_pem() const { return impl_->root_pem; }

Identity CertificateAuthority::issue(const LeafOptions& options) const {
  const Key key = make_key();
  const bool deep = options.through_intermediate;
  X509* issuer = deep ? impl_->intermediate.get() : impl_->root.get();
  EVP_PKEY* issuer_key = deep ? impl_->intermediate_key.get() : impl_->key.get();
  Identity identity;
  identity.chain = to_pem(make_leaf(options, key.get(), issuer, issuer_key).get());
  if (deep) identity.chain += to_pem(impl_->intermediate.get());
  identity.private_key = to_pem(key.get());
  return identity;
}

Identity make_self_signed(const LeafOptions& options) {
  const Key key = make_key();
  Identity identity;
  identity.chain = to_pem(make_leaf(options, key.get(), nullptr, key.get()).get());
  identity.private_key = to_pem(key.get());
  return identity;
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) throw std::runtime_error("can't create " + path.string());
  bool ok = ::fchmod(file, S_IRUSR | S_IWUSR) == 0;
  for (std::size_t done = 0; ok && done < text.size();) {
    const ssize_t n = ::write(file, text.data() + done, text.size() - done);
    ok = n > 0;
    if (ok) done += static_cast<std::size_t>(n);
  }
  ok = ::close(file) == 0 && ok;
  if (!ok) throw std::runtime_error("can't write " + path.string());
}

}  // namespace threadmirror::tests
