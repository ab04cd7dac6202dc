-- House numbers of the national address base, for a report's place in words and for finding a place by words.

-- It comes with PostgreSQL and is trusted: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE street (
    id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    insee text NOT NULL,
    postcode text NOT NULL,
    name text NOT NULL,
    town text NOT NULL,
    words text NOT NULL,
    UNIQUE (insee, postcode, name)
);
COMMENT ON TABLE street IS 'A street of the address base; a long one has a row for each postcode.';
COMMENT ON COLUMN street.id IS 'Counts up.';
COMMENT ON COLUMN street.insee IS 'code_insee: its municipality, or arrondissement.';
COMMENT ON COLUMN street.postcode IS 'code_postal.';
COMMENT ON COLUMN street.name IS 'nom_voie as published: Rue Oberkampf.';
COMMENT ON COLUMN street.town IS 'nom_commune without the number of an arrondissement: Paris.';
COMMENT ON COLUMN street.words IS 'Name, postcode and town without accents and capitals: what a search is compared with.';
CREATE INDEX street_words ON street USING gin (words gin_trgm_ops);

CREATE TABLE address (
    id text PRIMARY KEY,
    street_id integer NOT NULL REFERENCES street,
    number integer NOT NULL CHECK (number >= 0),
    suffix text NOT NULL,
    place geometry(Point, 3857) NOT NULL
);
COMMENT ON TABLE address IS 'One house number.';
COMMENT ON COLUMN address.id IS 'The address base''s own key: 75111_6912_00014.';
COMMENT ON COLUMN address.street_id IS 'Its street.';
COMMENT ON COLUMN address.number IS 'numero.';
COMMENT ON COLUMN address.suffix IS 'rep: bis, ter, a; empty for most.';
COMMENT ON COLUMN address.place IS 'Web Mercator: conformal, so the nearest on it is the nearest on the ground, and flat, so it is found three times as fast.';
CREATE INDEX address_place ON address USING gist (place);
CREATE INDEX address_street ON address (street_id, number);

GRANT SELECT ON street, address TO rue_nette_intake, rue_nette_dispatch;
