// Modules that `npm run build` writes from the catalog.
declare module "*.generated.js" {
  import type { SchemaError } from "./core/file/schema-error.ts";
  const check: {
    (data: unknown): boolean;
    errors?: readonly SchemaError[] | null;
  };
  export default check;
}

/** The version of the package, put in when the code is bundled. */
declare const __TOOL_VERSION__: string;

// Files that are bundled as their text.
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.browser.js" {
  const text: string;
  export default text;
}
