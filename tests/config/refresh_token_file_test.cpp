#include "config/refresh_token_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <iterator>

#include "tests/config/temporary_folder.hpp"

using namespace threadmirror;
using config::RefreshTokenFile;
using core::Secret;

namespace {

// The operator's two files, and the folder of the database.
struct Place {
  tests::TemporaryFolder folder;
  config::OAuthSettings settings{"app", folder.write("secret", "s3cret\n"), folder.write("grant", "first\n")};

  RefreshTokenFile open() const { return RefreshTokenFile(settings, folder / "state/mirror.db"); }
  std::string kept() const {
    std::ifstream file(folder / "state/oauth-refresh-token", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void keep(const std::string& text, mode_t mode = 0600) const {
    std::filesystem::create_directory(folder / "state");
    folder.write("state/oauth-refresh-token", text, mode);
  }
};

std::string refresh_token(RefreshTokenFile file) {
  const auto secrets = file.load();
  return secrets ? std::string(secrets->refresh_token.reveal()) : "error: " + secrets.error().text();
}

}  // namespace

TEST_CASE("the fingerprint is FNV-1a with 64 bits in hexadecimal digits") {
  CHECK(config::fingerprint(Secret()) == "cbf29ce484222325");
  CHECK(config::fingerprint(Secret("a")) == "af63dc4c8601ec8c");
  CHECK(config::fingerprint(Secret("foobar")) == "85944171f73967e8");
}

TEST_CASE("without a kept token the operator's files count, and nothing is written") {
  const Place place;
  RefreshTokenFile file = place.open();
  const auto secrets = file.load();
  REQUIRE(secrets);
  CHECK(secrets->client_secret.reveal() == "s3cret");
  CHECK(secrets->refresh_token.reveal() == "first");
  CHECK_FALSE(std::filesystem::exists(place.folder / "state"));
}

TEST_CASE("a saved token counts from then on, also after a restart") {
  const Place place;
  RefreshTokenFile file = place.open();
  REQUIRE(file.load());
  REQUIRE(file.save(Secret("second")));
  CHECK(refresh_token(file) == "second");
  CHECK(refresh_token(place.open()) == "second");
  REQUIRE(file.save(Secret("third")));
  CHECK(refresh_token(place.open()) == "third");
  CHECK(place.kept() == config::fingerprint(Secret("first")) + ":third\n");
}

TEST_CASE("the kept token is for the owner only") {
  const Place place;
  RefreshTokenFile file = place.open();
  REQUIRE(file.load());
  REQUIRE(file.save(Secret("second")));
  struct stat status {};
  REQUIRE(::stat(file.path().c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0600U);
}

TEST_CASE("a new grant of the operator outranks the kept token of the old one") {
  const Place place;
  RefreshTokenFile file = place.open();
  REQUIRE(file.load());
  REQUIRE(file.save(Secret("second")));
  place.folder.write("grant", "new grant\n");
  CHECK(refresh_token(place.open()).starts_with("error: "));  // a space: no token at all
  place.folder.write("grant", "new-grant\n");
  CHECK(refresh_token(file) == "new-grant");
  CHECK(refresh_token(place.open()) == "new-grant");
}

TEST_CASE("a token that answers the old grant is not kept for the new one") {
  const Place place;
  RefreshTokenFile file = place.open();
  REQUIRE(file.load());
  place.folder.write("grant", "new-grant\n");  // while the refresh is under way
  REQUIRE(file.save(Secret("second")));
  CHECK(refresh_token(place.open()) == "new-grant");
}

TEST_CASE("a kept token that can't be used is refused with both ways out, and shows nothing of it") {
  const Place place;
  for (const std::string damaged : {"", "0123456789abcdef", "0123456789abcdef:", "topsecret-without-mark"}) {
    CAPTURE(damaged);
    place.keep(damaged);
    RefreshTokenFile file = place.open();
    const auto secrets = file.load();
    REQUIRE_FALSE(secrets);
    CHECK(secrets.error().code() == core::ErrorCode::kConfig);
    CHECK(secrets.error().message().find("oauth-refresh-token") != std::string::npos);
    CHECK(secrets.error().mend().find("remove the file: then the token in " +
                                      (place.folder / "grant").string()) != std::string::npos);
    CHECK(secrets.error().text().find("topsecret") == std::string::npos);
  }
  place.keep("0123456789abcdef:x\n", 0644);
  CHECK(refresh_token(place.open()).find("chmod 0640") != std::string::npos);
}

TEST_CASE("a missing file of the operator is named, whatever is kept") {
  const Place place;
  place.keep("0123456789abcdef:x\n");
  std::filesystem::remove(place.folder / "grant");
  CHECK(refresh_token(place.open()).find("the OAuth refresh token") != std::string::npos);
}

TEST_CASE("a token that can't be saved is an error, and what was there stays") {
  const Place place;
  RefreshTokenFile file = place.open();
  REQUIRE(file.load());
  place.folder.write("state", "a file in the folder's place");
  CHECK_FALSE(file.save(Secret("second")));
  std::filesystem::remove(place.folder / "state");
  CHECK(refresh_token(place.open()) == "first");
}
