-- The city as data. A city pack seeds these tables; the desk changes them; loading the pack again never overwrites.

CREATE TABLE city (
    id text PRIMARY KEY,
    name text NOT NULL,
    timezone text NOT NULL,
    sector_precision text NOT NULL CHECK (sector_precision IN ('official', 'simplified')),
    settings jsonb NOT NULL
);
COMMENT ON TABLE city IS 'The one city of this database.';
COMMENT ON COLUMN city.id IS 'Name of its pack.';
COMMENT ON COLUMN city.name IS 'As on its street plaques.';
COMMENT ON COLUMN city.timezone IS 'IANA name; the database itself keeps UTC.';
COMMENT ON COLUMN city.sector_precision IS 'Whether the outlines are the official ones; people are told.';
COMMENT ON COLUMN city.settings IS 'city.toml as loaded: texts, bounds, attribution.';

CREATE TABLE sector (
    id text PRIMARY KEY,
    kind text NOT NULL,
    number integer NOT NULL,
    name jsonb NOT NULL,
    short jsonb NOT NULL,
    area geometry(MultiPolygon, 4326) NOT NULL CHECK (ST_IsValid(area)),
    area_on_ground geography(MultiPolygon, 4326) NOT NULL
);
COMMENT ON TABLE sector IS 'A polygon of the city: arrondissement, quartier, or a team''s own zone.';
COMMENT ON COLUMN sector.id IS 'INSEE code for an arrondissement.';
COMMENT ON COLUMN sector.kind IS 'arrondissement, quartier or zone.';
COMMENT ON COLUMN sector.number IS 'Order among its kind; on a shared border the smallest wins.';
COMMENT ON COLUMN sector.name IS '{"fr", "en"}: 11e arrondissement.';
COMMENT ON COLUMN sector.short IS '{"fr", "en"}: 11e.';
COMMENT ON COLUMN sector.area IS 'Degrees, WGS 84: for covering.';
COMMENT ON COLUMN sector.area_on_ground IS 'The same as geography: for the tolerance of 30 m. Casting a column would lose its index.';
CREATE INDEX sector_area ON sector USING gist (area);
CREATE INDEX sector_area_on_ground ON sector USING gist (area_on_ground);

CREATE TABLE category_group (
    id text PRIMARY KEY,
    name jsonb NOT NULL,
    position integer NOT NULL
);
COMMENT ON TABLE category_group IS 'The upper level of the tree of categories.';
COMMENT ON COLUMN category_group.id IS 'Kebab-case.';
COMMENT ON COLUMN category_group.name IS '{"fr", "en"}.';
COMMENT ON COLUMN category_group.position IS 'Order on screen.';

CREATE TABLE category (
    id text PRIMARY KEY,
    code integer NOT NULL,
    group_id text NOT NULL REFERENCES category_group,
    name jsonb NOT NULL,
    short jsonb NOT NULL,
    icon text NOT NULL,
    position integer NOT NULL,
    handled_by text NOT NULL CHECK (handled_by IN ('cleaning', 'partner')),
    partner jsonb CHECK ((partner IS NOT NULL) = (handled_by = 'partner')),
    target_hours integer NOT NULL CHECK (target_hours > 0),
    radius_m integer NOT NULL CHECK (radius_m > 0),
    danger boolean NOT NULL
);
COMMENT ON TABLE category IS 'One kind of problem that a resident can report.';
COMMENT ON COLUMN category.id IS 'Kebab-case.';
COMMENT ON COLUMN category.code IS 'Number in the city''s published tree.';
COMMENT ON COLUMN category.group_id IS 'The group it is shown under.';
COMMENT ON COLUMN category.name IS '{"fr", "en"}: the published label.';
COMMENT ON COLUMN category.short IS '{"fr", "en"}: fits a phone''s tile.';
COMMENT ON COLUMN category.icon IS 'Name of its drawing in shared/web.';
COMMENT ON COLUMN category.position IS 'Order of use, most used first.';
COMMENT ON COLUMN category.handled_by IS 'A cleaning team, chosen by the rules, or a partner.';
COMMENT ON COLUMN category.partner IS '{"fr", "en"}: whom it is passed to.';
COMMENT ON COLUMN category.target_hours IS 'Hours from receipt within which it should be done.';
COMMENT ON COLUMN category.radius_m IS 'Metres within which an open report of this category is probably the same.';
COMMENT ON COLUMN category.danger IS 'The emergency number is shown first.';

CREATE TABLE team (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('dpe', 'urgence_proprete')),
    name jsonb NOT NULL,
    sentence_name jsonb NOT NULL,
    shift jsonb NOT NULL
);
COMMENT ON TABLE team IS 'A DPE division''s team, or an Urgence Propreté pair.';
COMMENT ON COLUMN team.id IS 'Kebab-case: up-11.';
COMMENT ON COLUMN team.kind IS 'Division''s team or pair.';
COMMENT ON COLUMN team.name IS '{"fr", "en"}: on the crew''s screen.';
COMMENT ON COLUMN team.sentence_name IS '{"fr", "en"}: in a sentence to a resident.';
COMMENT ON COLUMN team.shift IS '{"from", "until"}: HH:MM, city time, half-open.';

CREATE TABLE team_sector (
    team_id text NOT NULL REFERENCES team,
    sector_id text NOT NULL REFERENCES sector,
    kind text NOT NULL,
    PRIMARY KEY (team_id, sector_id),
    UNIQUE (sector_id, kind)
);
COMMENT ON TABLE team_sector IS 'Which sectors a team cleans.';
COMMENT ON COLUMN team_sector.team_id IS 'The team.';
COMMENT ON COLUMN team_sector.sector_id IS 'One of its sectors.';
COMMENT ON COLUMN team_sector.kind IS 'The team''s kind again: a sector has one team of each.';

CREATE TABLE rule_set (
    version integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    rules jsonb NOT NULL,
    author text NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE rule_set IS 'The ordered dispatch rules; the newest version is in force, older ones explain old decisions.';
COMMENT ON COLUMN rule_set.version IS 'Counts up.';
COMMENT ON COLUMN rule_set.rules IS 'An array of rules, first match wins; checked for holes and dead rules before it was written.';
COMMENT ON COLUMN rule_set.author IS 'Who saved it: a city pack, or a member of the staff.';
COMMENT ON COLUMN rule_set.created_at IS 'When it was saved.';

CREATE TABLE reply (
    id text PRIMARY KEY,
    outcome text NOT NULL CHECK (outcome IN ('done', 'rejected')),
    categories text[] NOT NULL,
    title jsonb NOT NULL,
    body jsonb NOT NULL,
    position integer NOT NULL
);
COMMENT ON TABLE reply IS 'Prepared answers of crews to residents.';
COMMENT ON COLUMN reply.id IS 'Kebab-case.';
COMMENT ON COLUMN reply.outcome IS 'The end it announces.';
COMMENT ON COLUMN reply.categories IS 'The categories it fits; empty: all.';
COMMENT ON COLUMN reply.title IS '{"fr", "en"}: on the crew''s button.';
COMMENT ON COLUMN reply.body IS '{"fr", "en"}: in the letter.';
COMMENT ON COLUMN reply.position IS 'Order on screen.';
