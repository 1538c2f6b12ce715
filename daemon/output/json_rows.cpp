#include "daemon/output/json_rows.hpp"

#include <set>

#include "core/json.hpp"
#include "daemon/output/value_text.hpp"

namespace threadmirror::daemon::output {
namespace {

struct ValueToJson {
  core::JsonWriter& json;
  void operator()(std::monostate) const { json.null(); }
  void operator()(std::int64_t number) const { json.value(number); }
  void operator()(double number) const { json.value(number); }
  void operator()(const std::string& text) const { json.value(std::string_view(text)); }
  void operator()(const storage::Blob& blob) const { json.value(std::string_view(base64(blob.bytes))); }
};

class JsonRows final : public RowWriter {
 public:
  JsonRows(JsonRowsShape shape, TextSink& sink) : shape_(shape), sink_(sink) {}

  bool header(const std::vector<std::string>& names) override {
    names_ = unique_names(names);
    return true;
  }

  bool row(const std::vector<storage::Value>& cells) override {
    core::JsonWriter json;
    json.begin_object();
    for (std::size_t i = 0; i < cells.size() && i < names_.size(); ++i) {
      json.key(names_[i]);
      std::visit(ValueToJson{json}, cells[i]);
    }
    json.end_object();
    std::string text(shape_ == JsonRowsShape::kLines ? "" : any_ ? ",\n " : "[\n ");
    any_ = true;
    text += json.text();
    if (shape_ == JsonRowsShape::kLines) text += '\n';
    return sink_.write(text);
  }

  bool end() override {
    if (shape_ == JsonRowsShape::kArray) sink_.write(any_ ? "\n]\n" : "[]\n");
    return sink_.flush();
  }

 private:
  JsonRowsShape shape_;
  TextSink& sink_;
  std::vector<std::string> names_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<RowWriter> create_json_rows(JsonRowsShape shape, TextSink& sink) {
  return std::make_unique<JsonRows>(shape, sink);
}

std::vector<std::string> unique_names(const std::vector<std::string>& names) {
  std::set<std::string> taken(names.begin(), names.end());
  std::set<std::string> seen;
  std::vector<std::string> result;
  for (const std::string& name : names) {
    std::string unique = name;
    if (!seen.insert(name).second) {
      for (int number = 2; !taken.insert(unique).second; ++number)
        unique = name + "_" + std::to_string(number);
    }
    result.push_back(std::move(unique));
  }
  return result;
}

}  // namespace threadmirror::daemon::output
