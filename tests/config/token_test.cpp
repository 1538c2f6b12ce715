#include "config/token.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/config/temporary_folder.hpp"

using namespace threadmirror;
using config::read_token;

namespace {

const std::string kToken = "pat-na1-11111111-2222-3333-4444-555555555555";

config::HubSpotSettings with_file(const std::filesystem::path& path) {
  config::HubSpotSettings settings;
  settings.token_file = path;
  return settings;
}

// What a token file of these bytes is refused with; the token itself may never show.
core::Error refusal(const std::string& bytes, mode_t mode = 0600) {
  const tests::TemporaryFolder folder;
  const auto result = read_token(with_file(folder.write("token", bytes, mode)), tests::environment_of({}));
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == core::ErrorCode::kConfig);
  CHECK_FALSE(result.error().mend().empty());
  CHECK(result.error().text().find("11111111") == std::string::npos);
  CHECK(result.error().message().find((folder / "token").string()) != std::string::npos);
  return result.error();
}

bool says(const core::Error& error, std::string_view words) {
  return error.message().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the token comes from the file, else the credential, else the variable") {
  const tests::TemporaryFolder folder;
  const auto file = folder.write("token", "from-file\n");
  folder.write("hubspot-token", "from-credential\n", 0400);
  const auto all = tests::environment_of(
      {{"CREDENTIALS_DIRECTORY", (folder / "").string()}, {"HUBSPOT_ACCESS_TOKEN", "from-variable"}});
  CHECK(read_token(with_file(file), all)->reveal() == "from-file");
  CHECK(read_token({}, all)->reveal() == "from-credential");
  const auto other_credentials =
      tests::environment_of({{"CREDENTIALS_DIRECTORY", (folder / "elsewhere").string()},
                             {"HUBSPOT_ACCESS_TOKEN", "from-variable"}});
  CHECK(read_token({}, other_credentials)->reveal() == "from-variable");
  CHECK(read_token({}, tests::environment_of({{"HUBSPOT_ACCESS_TOKEN", " from-variable\n"}}))->reveal() ==
        "from-variable");
}

TEST_CASE("without any token all places and the mend are named") {
  for (const char* variable : {"OTHER", "HUBSPOT_ACCESS_TOKEN"}) {
    const auto result = read_token({}, tests::environment_of({{variable, ""}}));
    REQUIRE_FALSE(result);
    CHECK(result.error().code() == core::ErrorCode::kConfig);
    for (const char* place : {"token_file", "hubspot-token", "$HUBSPOT_ACCESS_TOKEN"}) {
      CHECK(says(result.error(), place));
      CHECK(result.error().mend().find(place) != std::string::npos);
    }
  }
}

// Fault 88.
TEST_CASE("byte order mark, CRLF, blank lines and spaces around the token are taken off") {
  const tests::TemporaryFolder folder;
  for (const std::string& bytes : {kToken, kToken + "\n", kToken + "\r\n", "\xEF\xBB\xBF" + kToken + "\r\n",
                                   "\n\n  " + kToken + "\t\n\n"}) {
    CAPTURE(bytes);
    const auto token = read_token(with_file(folder.write("token", bytes)), tests::environment_of({}));
    REQUIRE_MESSAGE(token, token.error().text());
    CHECK(token->reveal() == kToken);
  }
}

// Fault 88.
TEST_CASE("a token file without exactly one usable line is refused, the token not shown") {
  CHECK(says(refusal(""), "is empty"));
  CHECK(says(refusal("\xEF\xBB\xBF\r\n \n"), "is empty"));
  CHECK(says(refusal(kToken + "\n" + kToken + "\n"), "more than one line"));
  CHECK(says(refusal("# my token\r\n" + kToken + "\r\n"), "more than one line"));
  CHECK(says(refusal("Bearer " + kToken), "a space"));
  CHECK(says(refusal(kToken + "\rx"), "a control character"));
  CHECK(says(refusal(kToken + std::string(1, '\0') + "x"), "a control character"));
  CHECK(says(refusal(kToken + "ü"), "outside ASCII"));
  CHECK(says(refusal("\xFF\xFEp\0a\0t\0"), "outside ASCII"));
  CHECK(says(refusal(std::string(4097, 'x')), "is larger than 4096 bytes"));
}

// Fault 88.
TEST_CASE("a token file that is missing, a folder or below one is refused") {
  const tests::TemporaryFolder folder;
  const auto environment = tests::environment_of({{"HUBSPOT_ACCESS_TOKEN", kToken}});
  // The variable is no way out: what was configured must work.
  const auto missing = read_token(with_file(folder / "missing"), environment);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message() ==
        "the file of the access token, " + (folder / "missing").string() + ", does not exist");
  const auto directory = read_token(with_file(folder / ""), environment);
  REQUIRE_FALSE(directory);
  CHECK(says(directory.error(), "is a folder"));
}

// Fault 88.
TEST_CASE("a token file that everyone may use is refused with the command that mends it") {
  for (const mode_t mode : {0644U, 0604U, 0602U, 0601U, 0666U, 0777U}) {
    CAPTURE(mode);
    CHECK(says(refusal(kToken, mode), "is open to everyone"));
  }
  CHECK(says(refusal(kToken, 0644), "its mode is 0644"));
  CHECK(refusal(kToken, 0644).mend().starts_with("chmod 0640 '"));
  CHECK(refusal(kToken, 0604).mend().starts_with("chmod 0600 '"));
  CHECK(refusal(kToken, 0777).mend().starts_with("chmod 0640 '"));
  const tests::TemporaryFolder folder;
  for (const mode_t mode : {0600U, 0400U, 0640U, 0660U}) {
    CAPTURE(mode);
    CHECK(read_token(with_file(folder.write("token", kToken, mode)), tests::environment_of({})));
  }
}

TEST_CASE("a credential is guarded by the service manager, whatever its mode") {
  const tests::TemporaryFolder folder;
  folder.write("hubspot-token", kToken, 0444);
  const auto environment = tests::environment_of({{"CREDENTIALS_DIRECTORY", (folder / "").string()}});
  CHECK(read_token({}, environment)->reveal() == kToken);
}

TEST_CASE("a credential or variable that is there but unusable fails, and nothing else is tried") {
  const tests::TemporaryFolder folder;
  folder.write("hubspot-token", "two words");
  const auto credential =
      read_token({}, tests::environment_of({{"CREDENTIALS_DIRECTORY", (folder / "").string()},
                                            {"HUBSPOT_ACCESS_TOKEN", kToken}}));
  REQUIRE_FALSE(credential);
  CHECK(says(credential.error(), "the credential hubspot-token"));
  const auto variable = read_token({}, tests::environment_of({{"HUBSPOT_ACCESS_TOKEN", "Bearer " + kToken}}));
  REQUIRE_FALSE(variable);
  CHECK(variable.error().message().starts_with("$HUBSPOT_ACCESS_TOKEN holds a space"));
  CHECK(variable.error().text().find("11111111") == std::string::npos);
}

TEST_CASE("both files of OAuth are read, and the one at fault is named") {
  const tests::TemporaryFolder folder;
  config::OAuthSettings oauth{"id", folder.write("secret", "s\n"), folder.write("refresh", "r\n")};
  const auto secrets = read_oauth_secrets(oauth);
  REQUIRE(secrets);
  CHECK(secrets->client_secret.reveal() == "s");
  CHECK(secrets->refresh_token.reveal() == "r");
  folder.write("refresh", "");
  CHECK(says(read_oauth_secrets(oauth).error(), "the OAuth refresh token"));
  folder.write("secret", "");
  CHECK(says(read_oauth_secrets(oauth).error(), "the OAuth client secret"));
}

TEST_CASE("the text that a secret was read from is wiped, whether it was good or not") {
  for (std::string text : {kToken + "\n", kToken + " " + kToken}) {
    const char* bytes = text.data();
    (void)config::clean_secret(text);
    CHECK(text.empty());
    CHECK(bytes[1] == '\0');
  }
}

TEST_CASE("a secret of the largest size passes") {
  std::string text(4096, 'x');
  CHECK(config::clean_secret(text)->reveal().size() == 4096);
  std::string longer(4097, 'x');
  CHECK(config::clean_secret(longer).error().message() == "is too long for a secret");
}
