// Prints a JSON Schema, or says what moved in Clerk's OpenAPI documents.

import type { ApiVersion } from "../../catalog/api-version.ts";
import { CATALOG } from "../../catalog/catalog.ts";
import { showDocument } from "../../core/text/escape.ts";
import { EXIT, Failure } from "../../core/finding/failure.ts";
import { OUTPUTS } from "../../core/report/output-schemas.ts";
import { buildEditorSchema } from "../../core/file/editor-schema.ts";
import { checkOpenapi } from "../session/check-openapi.ts";
import type { Context } from "../context.ts";
import type { Format } from "../flags.ts";
import type { SchemaName } from "../schema-names.ts";
import { finish } from "../session/finish.ts";

export interface SchemaFlags {
  readonly of?: SchemaName;
  readonly checkOpenapi?: string;
  readonly since?: string;
  readonly against?: ApiVersion;
  readonly format?: Format;
}

const BUILDERS = {
  file: () => buildEditorSchema(CATALOG),
  ...OUTPUTS,
} as const satisfies Readonly<Record<SchemaName, () => object>>;

/** Prints a JSON Schema, or says what moved in Clerk's OpenAPI documents. */
export default function schema(this: Context, flags: SchemaFlags): Promise<void> {
  const { checkOpenapi: place, since, against } = flags;
  if (place === undefined && since === undefined && against === undefined)
    return finish(this, { format: "json" }, async () => {
      this.terminal.out(showDocument(BUILDERS[flags.of ?? "file"]()));
      return EXIT.ok;
    });
  return finish(this, flags, async () => {
    if (place === undefined) {
      const flag = since === undefined ? "--against" : "--since";
      throw new Failure("invalid_usage", `${flag} goes with --check-openapi`);
    }
    if (since !== undefined && against !== undefined)
      throw new Failure("invalid_usage", "--since and --against don't go together");
    return checkOpenapi(this, flags, place);
  });
}
