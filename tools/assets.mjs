// Bundles the entry files of the desk and of the rooms (src/anlan/*/assets/*.js) and copies what is used as it is. Run by bin/assets.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";

const house = "src/anlan";
const to = process.env.ANLAN_BUILT ?? "src/anlan/desk/static/desk/built";
const copied = {
  "htmx.js": "node_modules/htmx.org/dist/htmx.min.js",
  "maplibre-gl.css": "node_modules/maplibre-gl/dist/maplibre-gl.css",
};
const bundled = ["htmx.org", "maplibre-gl", "echarts", "zrender"];

const folders = (await readdir(house)).map((room) => join(house, room, "assets")).filter(existsSync).sort();
const files = await Promise.all(folders.map(async (from) => (await readdir(from)).sort().map((name) => join(from, name))));
const own = files.flat().filter((name) => name.endsWith(".js"));
await rm(to, { recursive: true, force: true });
await mkdir(to, { recursive: true });
for (const [name, source] of Object.entries(copied)) await cp(source, join(to, name));
await build({
  entryPoints: [...own, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"],
  entryNames: "[name]",
  outdir: to,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "chrome109",
  minify: true,
  legalComments: "none",
  loader: { ".png": "dataurl", ".svg": "text" },
  logLevel: "warning",
});

const licences = [];
for (const name of bundled) {
  const folder = join("node_modules", name);
  if (!existsSync(folder)) continue;
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name)).map((entry) => entry.name).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  licences.push([`${name} ${version} (${license})`, ...texts].join("\n\n"));
}
await writeFile(join(to, "LICENCES.txt"), licences.join(`\n\n${"-".repeat(78)}\n\n`));
