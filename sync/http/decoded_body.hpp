// A Beast body that hands what it reads to a ContentDecoder at once: no copy of the encoded form is kept.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "sync/http/content_decoding.hpp"

namespace threadmirror::sync::http {

struct DecodedBody {
  // Set `decoder` before parsing starts. When decoding fails, parsing stops with http::error::bad_value and
  // the reason is in `status`.
  struct value_type {
    ContentDecoder* decoder = nullptr;
    core::Status status;
  };

  class reader {
   public:
    template <bool isRequest, class Fields>
    reader(boost::beast::http::header<isRequest, Fields>& header, value_type& body)
        : fields_(header), body_(body) {}

    void init(const boost::optional<std::uint64_t>& length, boost::beast::error_code& error) {
      using boost::beast::http::field;
      const std::string encoding(fields_[field::content_encoding]);
      std::optional<std::uint64_t> known;
      if (length) known = *length;
      // Several encodings on top of each other are never asked for: begin() refuses the joined name.
      const bool several = fields_.count(field::content_encoding) > 1;
      report(body_.decoder->begin(several ? encoding + ", …" : encoding, known), error);
    }

    template <class ConstBufferSequence>
    std::size_t put(const ConstBufferSequence& buffers, boost::beast::error_code& error) {
      std::size_t taken = 0;
      error = {};
      for (auto it = boost::asio::buffer_sequence_begin(buffers);
           it != boost::asio::buffer_sequence_end(buffers); ++it) {
        const boost::asio::const_buffer buffer(*it);
        report(body_.decoder->put({static_cast<const char*>(buffer.data()), buffer.size()}), error);
        if (error) break;
        taken += buffer.size();
      }
      return taken;
    }

    void finish(boost::beast::error_code& error) { report(body_.decoder->finish(), error); }

   private:
    void report(core::Status status, boost::beast::error_code& error) {
      error = {};
      if (status) return;
      body_.status = std::move(status);
      error = boost::beast::http::error::bad_value;
    }

    const boost::beast::http::fields& fields_;
    value_type& body_;
  };
};

}  // namespace threadmirror::sync::http
