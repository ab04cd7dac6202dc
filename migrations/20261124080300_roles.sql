-- Each service connects as its own role, with the least rights it needs. Roles belong to the whole cluster; their
-- passwords are set by the migrator, never here.

DO $$
DECLARE service text;
BEGIN
    FOREACH service IN ARRAY ARRAY['rue_nette_intake', 'rue_nette_dispatch', 'rue_nette_notification'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', service);
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA public, pgmq TO %I', service);
        EXECUTE format('GRANT SELECT ON pgmq.meta TO %I', service);
        EXECUTE format('GRANT SELECT ON city, sector, category_group, category, team, team_sector, reply, report, '
            'report_history, assignment, photo, recipient TO %I', service);
    END LOOP;
END $$;

-- intake: writes reports and photos, hears answers.
GRANT INSERT ON report, report_history, photo, recipient, answer, accepted_request, letter TO rue_nette_intake;
GRANT SELECT ON answer, accepted_request, letter TO rue_nette_intake;
GRANT UPDATE (state, closed_at) ON report TO rue_nette_intake;
GRANT UPDATE (state, width, height, perceptual_hash, ready_at) ON photo TO rue_nette_intake;
GRANT UPDATE (letters_stopped_at) ON recipient TO rue_nette_intake;
GRANT USAGE ON SEQUENCE report_counter TO rue_nette_intake;
GRANT INSERT ON pgmq.q_reports, pgmq.q_letters, pgmq.q_photos_dead TO rue_nette_intake;
GRANT SELECT ON pgmq.q_reports, pgmq.q_letters, pgmq.q_photos_dead TO rue_nette_intake;
GRANT SELECT, INSERT, UPDATE, DELETE ON pgmq.q_photos TO rue_nette_intake;

-- dispatch: moves reports, signs staff in.
GRANT INSERT ON report_history, assignment, photo, accepted_request, letter TO rue_nette_dispatch;
GRANT SELECT ON accepted_request, letter, staff, sign_in, session, rule_set TO rue_nette_dispatch;
GRANT UPDATE (state, category_id, place, place_source, place_accuracy_m, sector_id, address, team_id, dispatched_at,
    first_closed_at, closed_at, due_at) ON report TO rue_nette_dispatch;
GRANT INSERT, UPDATE (used_at) ON sign_in TO rue_nette_dispatch;
GRANT INSERT, DELETE ON session TO rue_nette_dispatch;
GRANT INSERT ON pgmq.q_letters, pgmq.q_photos, pgmq.q_reports_dead TO rue_nette_dispatch;
GRANT SELECT ON pgmq.q_letters, pgmq.q_photos, pgmq.q_reports_dead TO rue_nette_dispatch;
GRANT SELECT, INSERT, UPDATE, DELETE ON pgmq.q_reports TO rue_nette_dispatch;

-- notification: writes the ledger, nothing else.
GRANT SELECT ON letter, staff, sign_in TO rue_nette_notification;
GRANT UPDATE (state, attempts, message_id, smtp_answer, settled_at) ON letter TO rue_nette_notification;
GRANT INSERT, SELECT ON pgmq.q_letters_dead TO rue_nette_notification;
GRANT SELECT, INSERT, UPDATE, DELETE ON pgmq.q_letters TO rue_nette_notification;
