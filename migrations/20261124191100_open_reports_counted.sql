-- How many open reports lie where is counted several times a minute, and they lie all over the table: the index alone answers.

CREATE INDEX report_open_seen ON report (received_at) INCLUDE (category_id, place)
    WHERE state IN ('received', 'dispatched', 'in_progress', 'scheduled', 'to_requalify', 'transferred', 'monitored',
        'reopened');
DROP INDEX report_open_received;

-- A tile asks for the released photo of each of its reports, and few have one.
CREATE INDEX photo_released ON photo (report_id, id) WHERE released_at IS NOT NULL AND stage = 'before' AND state = 'ready';
