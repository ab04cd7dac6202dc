-- The referents' list of contests, the newest first: a few of many moves.
CREATE INDEX report_history_contest ON report_history (recorded_at, id) WHERE move = 'contest';
