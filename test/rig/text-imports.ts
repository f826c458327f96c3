/** Imports of files as their text, as esbuild does them: Vite takes them for styles and modules. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const MARK = "\0text:";

/** A plug-in for Vite. */
export const textImports = {
  name: "text-imports",
  enforce: "pre",
  resolveId: (source: string, importer: string | undefined): string | undefined =>
    importer !== undefined && /\.(?:css|browser\.js)$/.test(source)
      ? `${MARK}${join(dirname(importer), source)}.txt`
      : undefined,
  load: (id: string): string | undefined =>
    id.startsWith(MARK)
      ? `export default ${JSON.stringify(readFileSync(id.slice(MARK.length, -".txt".length), "utf8"))};`
      : undefined,
} as const;
