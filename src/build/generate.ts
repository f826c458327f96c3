// Everything that is generated from the catalog, by the path it is written to.

import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { CATALOG } from "../catalog/catalog.ts";
import { buildPlanSchema, buildReceiptSchema } from "../core/plan-schema.ts";
import { buildDocumentSchema } from "../core/schema.ts";
import { renderSettings } from "./settings-page.ts";

export const AJV_OPTIONS = {
  strict: true,
  allErrors: true,
  ownProperties: true,
  allowUnionTypes: true,
} as const;

/** Path below the project's root → content. */
export function generate(): Readonly<Record<string, string>> {
  const schemas = {
    document: buildDocumentSchema(CATALOG),
    plan: buildPlanSchema(),
    receipt: buildReceiptSchema(),
  };
  const page = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "schemas/clerkwork.schema.json": page(schemas.document),
    "schemas/plan.schema.json": page(schemas.plan),
    "schemas/receipt.schema.json": page(schemas.receipt),
    "docs/settings.md": renderSettings(CATALOG),
    "src/core/check-document.generated.js": compile(schemas.document),
    "src/core/check-plan.generated.js": compile(schemas.plan),
    "src/core/check-receipt.generated.js": compile(schemas.receipt),
  };
}

/** A validator as a module, so that no schema is compiled when the tool runs. */
function compile(schema: object): string {
  const ajv = new Ajv2020({
    ...AJV_OPTIONS,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true },
  });
  return standalone.default(ajv, ajv.compile(schema));
}
