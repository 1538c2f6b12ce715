INSERT INTO threads (
  id, status, inbox_id, associated_contact_id, associated_ticket_id, assigned_to, original_channel_id,
  original_channel_account_id, spam, archived, created_at, closed_at, latest_message_timestamp,
  latest_message_sent_timestamp, latest_message_received_timestamp, first_seen_at, changed_at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  status = excluded.status,
  inbox_id = excluded.inbox_id,
  associated_contact_id = excluded.associated_contact_id,
  associated_ticket_id = excluded.associated_ticket_id,
  assigned_to = excluded.assigned_to,
  original_channel_id = excluded.original_channel_id,
  original_channel_account_id = excluded.original_channel_account_id,
  spam = excluded.spam,
  archived = excluded.archived,
  created_at = excluded.created_at,
  closed_at = excluded.closed_at,
  latest_message_timestamp = excluded.latest_message_timestamp,
  latest_message_sent_timestamp = excluded.latest_message_sent_timestamp,
  latest_message_received_timestamp = excluded.latest_message_received_timestamp,
  changed_at = excluded.changed_at
