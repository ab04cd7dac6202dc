//! Who writes a program against the JSON API reads its description in the repository: it is the one that is served.

use std::path::Path;

use anyhow::Context;
use serde_json::Value;

#[test]
fn the_descriptions_in_the_repository_are_those_that_the_services_give() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (service, api) in [("dispatch", dispatch::openapi()), ("intake", intake::openapi())] {
        let file = root.join(format!("services/{service}/openapi.json"));
        let given = serde_json::to_value(&api)?;
        if std::env::var_os("WRITE_API").is_some() {
            std::fs::write(&file, format!("{given:#}\n"))?;
        }
        let text = std::fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
        let committed: Value = serde_json::from_str(&text)?;
        assert!(
            committed == given,
            "{} is not what {service} gives. Bring it up to date and commit it with the change:\n\
             WRITE_API=1 cargo nextest run --workspace --test the_committed_api_is_the_served_one",
            file.display()
        );
    }
    Ok(())
}
