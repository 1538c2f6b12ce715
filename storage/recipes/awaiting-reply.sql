-- Who waits for an answer, the longest wait first
-- :inbox = NULL -- only this inbox
-- :limit = 50 -- how many threads at most
-- Open threads in which the customer spoke last.
SELECT id AS thread, inbox_id AS inbox, assigned_to, associated_contact_id AS contact,
       waiting_since, round(waiting_seconds / 3600.0, 1) AS waiting_hours
FROM awaiting_reply
WHERE :inbox IS NULL OR inbox_id = CAST(:inbox AS TEXT)
ORDER BY waiting_since, id
LIMIT :limit
