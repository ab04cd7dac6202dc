-- The referents' list of what people say of closes, the newest first.
CREATE INDEX satisfaction_changed ON satisfaction (changed_at, history_id, recipient_id);
