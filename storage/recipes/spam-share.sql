-- How much of what began lately is spam, by inbox
-- :days = 30 -- how many days back
-- Threads whose flag is unknown count as no spam. Archived threads count, and those that are gone by now.
SELECT inbox_id AS inbox, count(*) AS threads, count(*) FILTER (WHERE spam = 1) AS spam,
       round(100.0 * count(*) FILTER (WHERE spam = 1) / count(*), 1) AS spam_percent
FROM threads
WHERE created_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || :days || ' days')
GROUP BY inbox_id
ORDER BY spam DESC, inbox_id
