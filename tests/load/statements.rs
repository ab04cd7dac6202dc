//! Which statements the database was asked, how often for each report, and what they cost.

use sqlx::PgPool;

/// Statements that are shown.
const MOST: i64 = 40;

/// Forgets what was counted until now.
pub(crate) async fn forget(owner: &PgPool) -> sqlx::Result<()> {
    sqlx::query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").execute(owner).await?;
    sqlx::query("SELECT pg_stat_statements_reset()").execute(owner).await.map(|_| ())
}

/// Prints the costly ones, by their time for each report.
pub(crate) async fn print(owner: &PgPool, reports: u32) -> sqlx::Result<()> {
    let rows: Vec<(String, f64, f64, String)> = sqlx::query_as(
        "SELECT replace(rolname, 'rue_nette_', ''), calls::float8, total_exec_time,
                left(regexp_replace(query, '\\s+', ' ', 'g'), 110)
         FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid
         WHERE rolname LIKE 'rue_nette_%' AND rolname NOT LIKE '%owner'
         ORDER BY total_exec_time DESC LIMIT $1",
    )
    .bind(MOST)
    .fetch_all(owner)
    .await?;
    let each = f64::from(reports.max(1));
    println!("{:>12} {:>9} {:>9}  statement", "role", "calls", "µs");
    let (mut calls, mut time) = (0.0, 0.0);
    for (role, called, ms, text) in rows {
        println!("{role:>12} {:>9.2} {:>9.1}  {text}", called / each, ms * 1e3 / each);
        calls += called / each;
        time += ms * 1e3 / each;
    }
    println!("{:>12} {calls:>9.2} {time:>9.1}  for each of {reports}\n", "all");
    Ok(())
}
