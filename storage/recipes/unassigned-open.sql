-- Open threads that nobody has, the oldest first
-- :inbox = NULL -- only this inbox
-- :limit = 50 -- how many threads at most
-- Where HubSpot tells no beginning, the mirror's first sight of the thread counts.
SELECT id AS thread, inbox_id AS inbox, associated_contact_id AS contact, created_at,
       latest_message_timestamp AS latest_message_at
FROM open_threads
WHERE assigned_to IS NULL AND (:inbox IS NULL OR inbox_id = CAST(:inbox AS TEXT))
ORDER BY coalesce(created_at, first_seen_at), id
LIMIT :limit
