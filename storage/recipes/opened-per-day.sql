-- How many threads began on each day (UTC)
-- :days = 14 -- how many days, today included
-- :inbox = NULL -- only this inbox
-- Today comes first. Spam does not count. Archived threads do, and those that are gone by now: they began that day all the same.
WITH RECURSIVE days (day) AS (
  SELECT date('now') WHERE :days > 0
  UNION ALL
  SELECT date(day, '-1 day') FROM days WHERE day > date('now', (1 - :days) || ' days')
),
counts AS (
  SELECT date(created_at) AS day, count(*) AS threads
  FROM threads
  WHERE created_at >= date('now', (1 - :days) || ' days') AND spam IS NOT 1
        AND (:inbox IS NULL OR inbox_id = CAST(:inbox AS TEXT))
  GROUP BY 1
)
SELECT days.day, coalesce(counts.threads, 0) AS opened
FROM days
LEFT JOIN counts ON counts.day = days.day
ORDER BY days.day DESC
