/**
 * Builds dist/: scripts, styles and icons, and beside each text what the wire carries, compressed once with the most effort.
 * The map's parts are files of their own: a page loads them when a map is asked for.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const OUT = "dist";
const common = {
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020", "safari15"],
  loader: { ".svg": "copy", ".png": "copy" },
  entryNames: "[name]",
  assetNames: "[name]",
  outdir: OUT,
  logLevel: "warning",
};

await rm(OUT, { recursive: true, force: true });
const icons = (await readdir("icons")).map((name) => `icons/${name}`);
await build({ ...common, entryPoints: [...["app", "sw", "crew", "crew-sw", "desk"].map((name) => `scripts/${name}.ts`), "styles/app.css", "styles/desk.css", ...icons] });
await build({
  ...common,
  entryPoints: [
    { in: "scripts/map.ts", out: "map" },
    { in: "styles/map.css", out: "map" },
    { in: "maplibre-gl/dist/maplibre-gl-worker.mjs", out: "map-worker" },
  ],
});

for (const name of await readdir(OUT)) {
  if (!/\.(css|js|svg)$/.test(name)) continue;
  const text = await readFile(`${OUT}/${name}`);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } };
  await writeFile(`${OUT}/${name}.br`, brotliCompressSync(text, brotli));
  await writeFile(`${OUT}/${name}.gz`, gzipSync(text, { level: 9 }));
}
