#include "sync/http/tls_failure.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ssl/error.hpp>
#include <cstdio>
#include <ctime>
#include <memory>

#include "core/text.hpp"

namespace threadmirror::sync::http {
namespace {

constexpr int kMostShownNames = 5;
constexpr std::size_t kLongestShownName = 80;

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::string text_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return "an unreadable date";
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

std::string shown(const unsigned char* data, int length) {
  const std::string_view text(reinterpret_cast<const char*>(data), static_cast<std::size_t>(length));
  return core::printable(text.substr(0, kLongestShownName));
}

std::string address_text(const ASN1_STRING* address) {
  const unsigned char* bytes = ASN1_STRING_get0_data(address);
  if (ASN1_STRING_length(address) != 4) return "an IPv6 address";
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
  return text.data();
}

std::string name_text(const GENERAL_NAME* name) {
  if (name->type == GEN_DNS)
    return shown(ASN1_STRING_get0_data(name->d.dNSName), ASN1_STRING_length(name->d.dNSName));
  if (name->type == GEN_IPADD) return address_text(name->d.iPAddress);
  return {};
}

std::string names_of(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return "no host";
  std::string list;
  const int count = sk_GENERAL_NAME_num(names.get());
  for (int i = 0; i < count; ++i) {
    if (i == kMostShownNames) return list + " …";
    const std::string name = name_text(sk_GENERAL_NAME_value(names.get(), i));
    if (!name.empty()) list += (list.empty() ? "" : ", ") + name;
  }
  return list.empty() ? "no host" : list;
}

std::string issuer_of(X509* certificate) {
  std::array<char, 256> text{};
  X509_NAME_oneline(X509_get_issuer_name(certificate), text.data(), static_cast<int>(text.size()));
  return core::printable(text.data());
}

bool is_unknown_authority(int error) {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return true;
    default:
      return false;
  }
}

std::string unknown_authority_reason(const VerifyRecord& record) {
  if (record.error == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) return "is self-signed";
  if (record.error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN)
    return "comes from an unknown authority: " + record.issuer;
  return "comes from an unknown authority, or the server left out an intermediate certificate: " +
         record.issuer;
}

core::Error refused_certificate(const std::string& whose, const VerifyRecord& record, core::Timestamp now) {
  using enum core::ErrorCode;
  const std::string clock = "; the local time is " + now.to_string();
  if (record.error == X509_V_ERR_HOSTNAME_MISMATCH || record.error == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    return core::Error(
        kTls, whose + " is for another host (" + record.names + ")",
        "check the base URL, and whether a login page or a proxy answers in the server's place");
  }
  if (record.error == X509_V_ERR_CERT_HAS_EXPIRED) {
    return core::Error(kTls, whose + " expired on " + record.not_after + clock, "check the machine's clock");
  }
  if (record.error == X509_V_ERR_CERT_NOT_YET_VALID) {
    return core::Error(kTls, whose + " is valid only from " + record.not_before + clock,
                       "check the machine's clock");
  }
  if (is_unknown_authority(record.error)) {
    return core::Error(kTls, whose + " " + unknown_authority_reason(record),
                       "if that authority is to be trusted, put its certificate into ca_file; if not even "
                       "well-known hosts are trusted, install ca-certificates");
  }
  return core::Error(kTls, whose + " is refused: " + X509_verify_cert_error_string(record.error));
}

bool is_version_refusal(int reason) {
  return reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION || reason == SSL_R_UNSUPPORTED_PROTOCOL ||
         reason == SSL_R_VERSION_TOO_LOW || reason == SSL_R_WRONG_SSL_VERSION;
}

}  // namespace

void note_refusal(X509_STORE_CTX* context, VerifyRecord& record) {
  if (record.error != X509_V_OK) return;
  record.error = X509_STORE_CTX_get_error(context);
  X509* certificate = X509_STORE_CTX_get_current_cert(context);
  if (certificate == nullptr) return;
  record.names = names_of(certificate);
  record.issuer = issuer_of(certificate);
  record.not_before = text_of(X509_get0_notBefore(certificate));
  record.not_after = text_of(X509_get0_notAfter(certificate));
}

core::Error handshake_failure(std::string_view host, const boost::system::error_code& error,
                              const VerifyRecord& record, core::Timestamp now) {
  using enum core::ErrorCode;
  const std::string name(host);
  if (record.error != X509_V_OK) return refused_certificate("the certificate of " + name, record, now);
  const bool from_tls = error.category() == boost::asio::error::get_ssl_category();
  const auto packed = static_cast<unsigned long>(static_cast<unsigned int>(error.value()));
  const int reason = from_tls ? ERR_GET_REASON(packed) : 0;
  if (is_version_refusal(reason)) {
    return core::Error(kTls, name + " offers no TLS 1.2 or newer", "older versions are never used");
  }
  if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
      reason == SSL_R_HTTPS_PROXY_REQUEST) {
    return core::Error(kTls, name + " does not speak TLS on this port", "check the base URL and its port");
  }
  return core::Error(kTls, "the TLS handshake with " + name + " failed: " + error.message());
}

}  // namespace threadmirror::sync::http
