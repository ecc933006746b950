// Builds ../static/vote/ from src/: the same bytes wherever it runs (versions are locked).

import { build } from "esbuild";

await build({
  entryPoints: ["src/vote/booth.js"],
  outdir: process.argv[2] ?? "../static/vote",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2021",
  minify: true,
  legalComments: "linked",
  charset: "ascii",
  chunkNames: "[name]",
  absWorkingDir: import.meta.dirname,
});
