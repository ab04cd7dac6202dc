use std::fmt;

use anyhow::Context;
use serde_json::Value;

/// Tables that grow with the city's reports, or have thousands of rows: none of them may be read from end to end.
const LARGE: [&str; 8] =
    ["report", "report_history", "assignment", "photo", "recipient", "letter", "accepted_request", "sector"];

/// A plan that was run: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)`.
pub(crate) struct Plan(Value);

impl Plan {
    pub(crate) fn of(explained: &Value) -> anyhow::Result<Self> {
        explained.get(0).map(|plan| Self(plan["Plan"].clone())).context("a plan")
    }

    /// What is wrong with it, in words.
    pub(crate) fn faults<'a>(
        &'a self,
        indexes: &'a [&str],
        most_pages: i64,
    ) -> impl Iterator<Item = String> + 'a {
        let nodes = self.nodes();
        let used = |index: &str| nodes.iter().any(|node| node["Index Name"] == index);
        let unused = indexes.iter().filter(|index| !used(index)).map(|index| format!("{index} is not used"));
        let scanned = nodes.iter().filter(|node| node["Node Type"] == "Seq Scan");
        let scanned = scanned.filter(|node| LARGE.iter().any(|table| node["Relation Name"] == *table));
        let scanned = scanned.map(|node| format!("{} is read from end to end", node["Relation Name"]));
        let pages = self.pages();
        let many = (pages > most_pages).then(|| format!("{pages} pages are touched, {most_pages} may be"));
        unused.chain(scanned).chain(many).collect::<Vec<_>>().into_iter()
    }

    fn pages(&self) -> i64 {
        ["Shared Hit Blocks", "Shared Read Blocks"].iter().filter_map(|key| self.0[key].as_i64()).sum()
    }

    fn nodes(&self) -> Vec<&Value> {
        let mut nodes = vec![&self.0];
        let mut at = 0;
        while let Some(node) = nodes.get(at).copied() {
            nodes.extend(node["Plans"].as_array().into_iter().flatten());
            at += 1;
        }
        nodes
    }
}

/// A line for each node, with what it is about.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for node in self.nodes() {
            let said = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
            let about =
                [said("Relation Name"), said("Index Name"), said("Index Cond"), said("Filter")].join(" ");
            writeln!(
                f,
                "  {} {about}: {} rows, {} loops",
                said("Node Type"),
                node["Actual Rows"],
                node["Actual Loops"]
            )?;
        }
        write!(f, "  {} pages", self.pages())
    }
}
