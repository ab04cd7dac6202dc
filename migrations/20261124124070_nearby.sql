-- "Already reported?" asks for open reports around a place. Of a city's reports 97 in 100 are done, and they lie where
-- the next ones will: an index of all places would be read in vain. Nothing else asks for places.

CREATE INDEX report_open_place ON report USING gist (place)
    WHERE state IN ('received', 'dispatched', 'in_progress', 'scheduled', 'to_requalify', 'transferred', 'monitored',
        'reopened');
DROP INDEX report_place;

-- A job's page asks for the letters of its close: without this it reads the whole ledger.
CREATE INDEX letter_history ON letter (history_id);
