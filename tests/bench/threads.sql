-- The table that every script of the benchmark fills: the columns of threadmirror's `threads`, no index but the key.
CREATE TABLE IF NOT EXISTS threads (
  id INTEGER PRIMARY KEY,
  status TEXT,
  inbox_id TEXT,
  associated_contact_id TEXT,
  associated_ticket_id TEXT,
  assigned_to TEXT,
  original_channel_id TEXT,
  original_channel_account_id TEXT,
  spam INTEGER,
  archived INTEGER,
  created_at TEXT,
  closed_at TEXT,
  latest_message_timestamp TEXT,
  latest_message_sent_timestamp TEXT,
  latest_message_received_timestamp TEXT,
  extra TEXT,
  first_seen_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  deleted_at TEXT,
  deletion_evidence TEXT
) STRICT;
