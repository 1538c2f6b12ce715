-- Threads that are gone in HubSpot, the latest first
-- :days = 7 -- how many days back
SELECT deleted_at, id AS thread, inbox_id AS inbox, status, assigned_to, deletion_evidence
FROM threads
WHERE deleted_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || :days || ' days')
ORDER BY deleted_at DESC, id
