#include "config/value_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "config/duration.hpp"
#include "config/key_text.hpp"
#include "core/result.hpp"
#include "core/suggestion.hpp"

namespace threadmirror::config {
namespace {

constexpr std::size_t kShowable = 16;  // no token is that short

tl::unexpected<core::Error> refuse(std::string message, std::string mend) {
  return core::fail(core::ErrorCode::kConfig, std::move(message), std::move(mend));
}

// The value in words. Long text is not shown: it may be a secret put in the wrong place.
std::string found(const toml::node& node) {
  if (const auto* text = node.as_string()) {
    return text->get().size() <= kShowable ? "the text " + toml_string(text->get()) : "a text";
  }
  if (const auto* number = node.as_integer()) return fmt::format("the integer {}", number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("the number {}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (node.is_array()) return "a list";
  if (node.is_table()) return "a table";
  return "a date or time";
}

core::Status wrong_type(const KeyKind& kind, const toml::node& node) {
  return refuse(fmt::format("expected {}, found {}", expected(kind), found(node)), "");
}

core::Status out_of_range(const KeyKind& kind, const toml::node& node) {
  return refuse(fmt::format("must be {}, found {}", limits(kind), found(node)), "");
}

core::Result<std::string> checked_text(const KeyKind& kind, const toml::node& node, Check check) {
  const auto* text = node.as_string();
  if (text == nullptr) return core::fail(wrong_type(kind, node).error());
  if (auto refusal = check(text->get())) {
    return refuse(std::move(refusal->message), std::move(refusal->mend));
  }
  return text->get();
}

// Reads one value into its place, by kind.
class Reader {
 public:
  Reader(const KeyKind& kind, const toml::node& node, Settings& settings)
      : kind_(kind), node_(node), settings_(settings) {}

  core::Status operator()(const TextKey& key) const {
    auto text = checked_text(kind_, node_, key.check);
    if (!text) return core::fail(text.error());
    key.at(settings_) = *std::move(text);
    return {};
  }

  core::Status operator()(const PathKey& key) const {
    auto text = checked_text(kind_, node_, key.check);
    if (!text) return core::fail(text.error());
    key.at(settings_) = *std::move(text);
    return {};
  }

  core::Status operator()(const IntegerKey& key) const {
    const auto* number = node_.as_integer();
    if (number == nullptr) return wrong_type(kind_, node_);
    if (number->get() < key.least || number->get() > key.most) return out_of_range(kind_, node_);
    key.at(settings_) = static_cast<int>(number->get());
    return {};
  }

  core::Status operator()(const NumberKey& key) const {
    const auto number = node_.value<double>();
    if (!number || !node_.is_number()) return wrong_type(kind_, node_);
    const bool low = *number > key.low || (key.low_allowed && *number == key.low);
    const bool high = *number < key.high || (key.high_allowed && *number == key.high);
    if (!low || !high) return out_of_range(kind_, node_);  // also for NaN
    key.at(settings_) = *number;
    return {};
  }

  core::Status operator()(const DurationKey& key) const {
    const auto* text = node_.as_string();
    if (text == nullptr) return wrong_type(kind_, node_);
    const auto duration = parse_duration(text->get());
    if (!duration) return core::fail(duration.error());
    if (*duration < key.least || *duration > key.most) return out_of_range(kind_, node_);
    key.at(settings_) = *duration;
    return {};
  }

  // An id given twice counts once.
  core::Status operator()(const IdListKey& key) const {
    const auto* list = node_.as_array();
    if (list == nullptr) return wrong_type(kind_, node_);
    std::vector<std::int64_t> ids;
    for (const toml::node& element : *list) {
      const auto* id = element.as_integer();
      if (id == nullptr) return wrong_type(kind_, element);
      if (id->get() <= 0) return refuse("must hold positive ids, found " + found(element), "");
      if (std::find(ids.begin(), ids.end(), id->get()) == ids.end()) ids.push_back(id->get());
    }
    key.at(settings_) = std::move(ids);
    return {};
  }

  core::Status operator()(const ChoiceKey& key) const {
    const auto* text = node_.as_string();
    if (text == nullptr) return wrong_type(kind_, node_);
    const auto word = std::find(key.words.begin(), key.words.end(), text->get());
    if (word == key.words.end()) {
      return refuse(wrong_type(kind_, node_).error().message(), core::did_you_mean(text->get(), key.words));
    }
    key.set(settings_, static_cast<int>(word - key.words.begin()));
    return {};
  }

 private:
  const KeyKind& kind_;
  const toml::node& node_;
  Settings& settings_;
};

}  // namespace

core::Status read_value(const KeyKind& kind, const toml::node& node, Settings& settings) {
  return std::visit(Reader(kind, node, settings), kind);
}

}  // namespace threadmirror::config
