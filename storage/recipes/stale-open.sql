-- Open threads without a message for days
-- :days = 7 -- how many days of silence
-- :limit = 50 -- how many threads at most
-- Where there is no message, the thread's beginning counts; where HubSpot does not tell that either, the
-- mirror's first sight of it.
SELECT id AS thread, inbox_id AS inbox, assigned_to, latest_message_timestamp AS latest_message_at,
       CAST(julianday('now') - julianday(coalesce(latest_message_timestamp, created_at, first_seen_at))
            AS INTEGER) AS days_silent
FROM open_threads
WHERE coalesce(latest_message_timestamp, created_at, first_seen_at)
      <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || :days || ' days')
ORDER BY coalesce(latest_message_timestamp, created_at, first_seen_at), id
LIMIT :limit
