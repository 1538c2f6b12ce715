// How urgent a request is, in the order in which requests are let through.
#pragma once

namespace threadmirror::sync::api {

enum class Priority {
  kTail,          // polls for new messages, and whatever a command begins with
  kConfirmation,  // questions for single threads at the end of a sweep
  kReconcile,     // pages of a sweep over what is mirrored already
  kBackfill,      // pages of the past
};

}  // namespace threadmirror::sync::api
