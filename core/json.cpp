#include "core/json.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <cmath>

#include "core/text.hpp"

namespace threadmirror::core {

// PrettyWriter hides, not overrides, Writer's functions, so both are kept and one is used.
struct JsonWriter::Impl {
  rapidjson::StringBuffer buffer;
  std::optional<rapidjson::Writer<rapidjson::StringBuffer>> compact;
  std::optional<rapidjson::PrettyWriter<rapidjson::StringBuffer>> pretty;

  template <typename F>
  void write(F f) {
    if (pretty) {
      f(*pretty);
    } else {
      f(*compact);
    }
  }
};

JsonWriter::JsonWriter(Style style) : impl_(std::make_unique<Impl>()) {
  if (style == Style::kPretty) {
    impl_->pretty.emplace(impl_->buffer).SetIndent(' ', 2);
  } else {
    impl_->compact.emplace(impl_->buffer);
  }
}
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;
JsonWriter& JsonWriter::operator=(JsonWriter&&) noexcept = default;
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::begin_object() {
  impl_->write([](auto& w) { w.StartObject(); });
  return *this;
}
JsonWriter& JsonWriter::end_object() {
  impl_->write([](auto& w) { w.EndObject(); });
  return *this;
}
JsonWriter& JsonWriter::begin_array() {
  impl_->write([](auto& w) { w.StartArray(); });
  return *this;
}
JsonWriter& JsonWriter::end_array() {
  impl_->write([](auto& w) { w.EndArray(); });
  return *this;
}
JsonWriter& JsonWriter::key(std::string_view name) {
  impl_->write([&](auto& w) { w.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); });
  return *this;
}
JsonWriter& JsonWriter::null() {
  impl_->write([](auto& w) { w.Null(); });
  return *this;
}
JsonWriter& JsonWriter::value(std::string_view text) {
  const std::string valid = valid_utf8(text);
  impl_->write([&](auto& w) { w.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size())); });
  return *this;
}
JsonWriter& JsonWriter::value(bool flag) {
  impl_->write([&](auto& w) { w.Bool(flag); });
  return *this;
}
JsonWriter& JsonWriter::value(std::int64_t number) {
  impl_->write([&](auto& w) { w.Int64(number); });
  return *this;
}
JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  impl_->write([&](auto& w) { w.Double(number); });
  return *this;
}
JsonWriter& JsonWriter::raw(std::string_view json) {
  impl_->write([&](auto& w) { w.RawValue(json.data(), json.size(), rapidjson::kObjectType); });
  return *this;
}
std::string_view JsonWriter::text() const { return {impl_->buffer.GetString(), impl_->buffer.GetSize()}; }

}  // namespace threadmirror::core
