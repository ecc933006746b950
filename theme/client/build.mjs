// Builds ../static/vote/ from src/: the same bytes wherever it runs (versions are locked).

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

const outdir = process.argv[2] ?? join(import.meta.dirname, "../static/vote");
mkdirSync(outdir, { recursive: true });
for (const name of readdirSync(outdir)) {
  if (/\.js(\.LEGAL\.txt)?$/.test(name)) rmSync(join(outdir, name));
}
await build({
  entryPoints: ["src/vote/booth.js", "src/vote/check.js", "src/vote/kiosk.js", "src/desk/desk.js"],
  entryNames: "[name]",
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2021",
  minify: true,
  legalComments: "linked",
  charset: "ascii",
  chunkNames: "[name]-[hash]",
  absWorkingDir: import.meta.dirname,
});
