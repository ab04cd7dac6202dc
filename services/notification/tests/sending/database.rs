//! One database for each test.

use sqlx::{Connection, PgConnection};
use url::Url;
use uuid::Uuid;

/// What a letter needs of a city, where no pack is loaded.
pub(crate) const CITY: &str =
    "INSERT INTO city SELECT 'paris', 'Paris', 'Europe/Paris', 'simplified', '{}' WHERE NOT EXISTS (SELECT FROM city);
             INSERT INTO sector VALUES ('75111', 'arrondissement', 11, '{\"fr\": \"11e\", \"en\": \"11th\"}', '{\"fr\": \"11e\", \"en\": \"11th\"}',
                 'SRID=4326;MULTIPOLYGON(((2.36 48.85,2.39 48.85,2.39 48.87,2.36 48.85)))',
                 'SRID=4326;MULTIPOLYGON(((2.36 48.85,2.39 48.85,2.39 48.87,2.36 48.85)))') ON CONFLICT DO NOTHING;
             INSERT INTO category_group VALUES ('dumped-objects', '{}', 1) ON CONFLICT DO NOTHING;
             INSERT INTO category VALUES ('bags', 11012, 'dumped-objects', '{\"fr\": \"Sacs de déchets ménagers\", \"en\": \"Household rubbish bags\"}',
                 '{}', 'bag', 1, 'cleaning', NULL, 24, 25, false) ON CONFLICT DO NOTHING;
             INSERT INTO team VALUES ('up-11', 'urgence_proprete', '{}',
                 '{\"fr\": \"l’équipe Urgence Propreté du 11e\", \"en\": \"the Urgence Propreté team of the 11th\"}', '{}') ON CONFLICT DO NOTHING;
             INSERT INTO rule_set (rules, author, created_at) VALUES ('[]', 'test', now());";

pub(crate) fn test_server() -> String {
    std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL: a superuser's address of a PostgreSQL server; infra/test makes one")
}

/// A database of this test's own: cloned from the migrated template where there is one, else migrated now.
pub(crate) async fn own_database() -> Url {
    let mut url = Url::parse(&test_server()).unwrap();
    let mut server = PgConnection::connect(url.as_str()).await.unwrap();
    let name = format!("test_letters_{}", Uuid::new_v4().simple());
    let has_template: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'rue_nette_template')")
            .fetch_one(&mut server)
            .await
            .unwrap();
    let from = if has_template { " TEMPLATE rue_nette_template STRATEGY FILE_COPY" } else { "" };
    sqlx::query(&format!("CREATE DATABASE {name}{from}")).execute(&mut server).await.unwrap();
    url.set_path(&name);
    if !has_template {
        let pool = ::database::connect(url.as_str(), 1, "test").unwrap();
        // Roles belong to the whole server: two migrations at once would change them under each other.
        sqlx::query("SELECT pg_advisory_lock(7)").execute(&mut server).await.unwrap();
        ::database::migrate(&pool).await.unwrap();
        sqlx::query("SELECT pg_advisory_unlock(7)").execute(&mut server).await.unwrap();
        pool.close().await;
    }
    url
}
