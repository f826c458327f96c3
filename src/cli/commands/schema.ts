import { CATALOG } from "../../catalog/catalog.ts";
import { EXIT } from "../../core/failure.ts";
import { buildPlanSchema, buildReceiptSchema } from "../../core/plan-schema.ts";
import { buildDocumentSchema } from "../../core/schema.ts";
import type { Context } from "../context.ts";
import { json, present } from "../present.ts";

export interface SchemaFlags {
  readonly of?: "file" | "plan" | "receipt";
}

const BUILDERS = {
  file: () => buildDocumentSchema(CATALOG),
  plan: buildPlanSchema,
  receipt: buildReceiptSchema,
} as const;

/** Prints a JSON Schema. */
export default function schema(this: Context, flags: SchemaFlags): Promise<void> {
  return present(this, { format: "json" }, async () => {
    this.terminal.out(json(BUILDERS[flags.of ?? "file"]()));
    return EXIT.ok;
  });
}
