//! Stops the build with words when the styles and scripts were not built yet.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=dist");
    println!("cargo::rerun-if-changed=texts");
    println!("cargo::rerun-if-changed=templates");
    for file in [
        "app.css",
        "app.js",
        "crew.js",
        "crew-sw.js",
        "desk.css",
        "desk.js",
        "sw.js",
        "map.css",
        "map.js",
        "map-worker.js",
        "icon.svg",
        "icon-192.png",
        "icon-512.png",
        "icon-maskable.png",
    ] {
        if !Path::new("dist").join(file).is_file() {
            println!(
                "cargo::error=shared/web/dist/{file} is missing: run infra/run, or `npm ci && npm run build` in shared/web"
            );
        }
    }
}
