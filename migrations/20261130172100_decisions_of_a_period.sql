-- Changed rules are tried on the decisions of a period.
CREATE INDEX assignment_decided ON assignment (decided_at);
