-- When will it be clean? From what was cleaned of the same kind in the same sector, the newest first: the index alone
-- answers, without the reports' rows.

CREATE INDEX report_closed ON report (category_id, sector_id, closed_at DESC) INCLUDE (received_at)
    WHERE closed_at IS NOT NULL;
