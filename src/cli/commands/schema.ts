import type { ApiVersion } from "../../catalog/api-version.ts";
import { CATALOG } from "../../catalog/catalog.ts";
import { showDocument } from "../../core/escape.ts";
import { EXIT, Failure } from "../../core/failure.ts";
import { buildPlanSchema, buildReceiptSchema } from "../../core/plan-schema.ts";
import { buildDocumentSchema } from "../../core/schema.ts";
import { checkOpenapi } from "../check-openapi.ts";
import type { Context } from "../context.ts";
import type { Format } from "../flags.ts";
import { present } from "../present.ts";

export interface SchemaFlags {
  readonly of?: "file" | "plan" | "receipt";
  readonly checkOpenapi?: string;
  readonly since?: string;
  readonly against?: ApiVersion;
  readonly format?: Format;
}

const BUILDERS = {
  file: () => buildDocumentSchema(CATALOG),
  plan: buildPlanSchema,
  receipt: buildReceiptSchema,
} as const;

/** Prints a JSON Schema, or says what moved in Clerk's OpenAPI documents. */
export default function schema(this: Context, flags: SchemaFlags): Promise<void> {
  const { checkOpenapi: place, since, against } = flags;
  if (place === undefined && since === undefined)
    return present(this, { format: "json" }, async () => {
      this.terminal.out(showDocument(BUILDERS[flags.of ?? "file"]()));
      return EXIT.ok;
    });
  return present(this, flags, async () => {
    if (place === undefined)
      throw new Failure(EXIT.invalid, "invalid_usage", "--since goes with --check-openapi");
    if (since !== undefined && against !== undefined)
      throw new Failure(EXIT.invalid, "invalid_usage", "--since and --against don't go together");
    return checkOpenapi(this, flags, place);
  });
}
