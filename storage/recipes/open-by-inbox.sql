-- Open, unassigned and waiting threads of each inbox
-- Threads without an inbox are a line of their own (NULL). An inbox without an open thread has no line.
SELECT o.inbox_id AS inbox,
       count(*) AS open,
       sum(o.assigned_to IS NULL) AS unassigned,
       count(w.id) AS awaiting_reply,
       round(max(w.waiting_seconds) / 3600.0, 1) AS longest_wait_hours,
       min(o.created_at) AS oldest_created_at
FROM open_threads AS o
LEFT JOIN awaiting_reply AS w ON w.id = o.id
GROUP BY o.inbox_id
ORDER BY open DESC, o.inbox_id
