// Everything that is generated, by the path it is written to.

import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { CATALOG } from "../catalog/catalog.ts";
import { buildSavedPlanSchema, openToNewerMinor } from "../core/plan/saved-plan-schema.ts";
import { OUTPUTS } from "../core/report/output-schemas.ts";
import { buildEditorSchema } from "../core/file/editor-schema.ts";
import { buildDocumentSchema } from "../core/file/schema.ts";
import { renderErrors } from "./errors-page.ts";
import { renderJson } from "./json-page.ts";
import { shareParts } from "../core/plan/share-parts.ts";
import { renderSettings } from "./settings-page.ts";

export const AJV_OPTIONS = {
  strict: true,
  allErrors: true,
  ownProperties: true,
  allowUnionTypes: true,
} as const;

/** Whether it fits, and not where it doesn't: nobody writes plans and receipts by hand. Half the code. */
const YES_OR_NO = { allErrors: false };

/** Path below the project's root → content. */
export function generate(): Readonly<Record<string, string>> {
  const document = buildDocumentSchema(CATALOG);
  const page = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "schemas/clerkwork.schema.json": page(buildEditorSchema(CATALOG)),
    ...Object.fromEntries(
      Object.entries(OUTPUTS).map(([name, build]) => [
        `schemas/${name}.schema.json`,
        page(build()),
      ]),
    ),
    "docs/errors.md": renderErrors(),
    "docs/json.md": renderJson(),
    "docs/settings.md": renderSettings(CATALOG),
    "src/core/file/check-document.generated.js": compile(document),
    "src/core/plan/check-plan.generated.js": compile(shareParts(buildSavedPlanSchema()), YES_OR_NO),
    "src/core/report/check-receipt.generated.js": compile(
      shareParts(openToNewerMinor(OUTPUTS.receipt())),
      YES_OR_NO,
    ),
  };
}

/** A validator as a module, so that no schema is compiled when the tool runs. */
function compile(schema: object, options: object = {}): string {
  const ajv = new Ajv2020({
    ...AJV_OPTIONS,
    ...options,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true },
  });
  return standalone.default(ajv, ajv.compile(withoutWords(schema)));
}

/** Without what is told to people: the module holds parts of the schema as they are. */
function withoutWords(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    (key === "description" || key === "$comment") && typeof value === "string" ? undefined : value,
  ) as object;
}
