-- The public map and its list: open reports, and those that were closed in the last month. Of a city's closed reports 98
-- in 100 are older: the index of places has the time, too.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE INDEX report_ended_place ON report USING gist (place, ended_at) WHERE state IN ('done', 'rejected');
CREATE INDEX report_open_received ON report (received_at)
    WHERE state IN ('received', 'dispatched', 'in_progress', 'scheduled', 'to_requalify', 'transferred', 'monitored',
        'reopened');
