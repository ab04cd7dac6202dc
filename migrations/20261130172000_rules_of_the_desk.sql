-- Rules are changed at the desk: each version says who saved it and why, and what is not saved yet is a draft. A decision
-- keeps all that it was made from, so that changed rules can be tried on what has happened.

ALTER TABLE rule_set
    ADD COLUMN author_id uuid REFERENCES staff,
    ADD COLUMN why text;
COMMENT ON COLUMN rule_set.author_id IS 'The member of the staff who saved it; null: a city pack.';
COMMENT ON COLUMN rule_set.why IS 'A sentence of theirs: why; null: a city pack.';

CREATE TABLE rule_draft (
    staff_id uuid PRIMARY KEY REFERENCES staff,
    based_on integer NOT NULL REFERENCES rule_set,
    rules jsonb NOT NULL,
    revision integer NOT NULL,
    changed_at timestamptz NOT NULL
);
COMMENT ON TABLE rule_draft IS 'Rules that somebody is changing and has not saved yet; nobody else sees them.';
COMMENT ON COLUMN rule_draft.staff_id IS 'Whose.';
COMMENT ON COLUMN rule_draft.based_on IS 'The version that was changed; a newer one is never overwritten.';
COMMENT ON COLUMN rule_draft.rules IS 'An array of rules as in rule_set, which may have flaws.';
COMMENT ON COLUMN rule_draft.revision IS 'Counts its changes, so that a form that was sent twice or lay open in another tab is known.';
COMMENT ON COLUMN rule_draft.changed_at IS 'When it was changed last.';

ALTER TABLE assignment
    ADD COLUMN category_id text REFERENCES category,
    ADD COLUMN sector_id text REFERENCES sector,
    ADD COLUMN followers integer,
    ADD COLUMN named_load jsonb;
COMMENT ON COLUMN assignment.category_id IS 'The category that it was made for; a report may be requalified later. Null: made before this was kept, as the next three.';
COMMENT ON COLUMN assignment.sector_id IS 'The sector that it was made for; a pin may be moved later.';
COMMENT ON COLUMN assignment.followers IS 'How many people followed the report.';
COMMENT ON COLUMN assignment.named_load IS 'The open jobs of the teams that the rules named, by their ids.';

GRANT INSERT (rules, author, author_id, why, created_at) ON rule_set TO rue_nette_dispatch;
GRANT SELECT, INSERT, UPDATE, DELETE ON rule_draft TO rue_nette_dispatch;
