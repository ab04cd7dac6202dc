-- Which closes used a prepared answer: how people answered its letters is asked for each version.
CREATE INDEX report_history_reply ON report_history ((detail ->> 'reply'), recorded_at)
    WHERE move IN ('close', 'refuse') AND detail ->> 'reply' IS NOT NULL;
