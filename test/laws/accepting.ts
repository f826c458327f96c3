import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { expect } from "vitest";
import { AJV_OPTIONS } from "../../src/build/generate.ts";
import { sentence } from "../../src/core/finding/issue.ts";
import { buildDocumentSchema } from "../../src/core/file/schema.ts";
import { files, layouts, writeFile } from "../rig/generators/files.ts";
import type { Json } from "../rig/json.ts";
import { SAMPLES, type Sample } from "../rig/samples.ts";
import { CATALOG } from "./implementation.ts";
import { holdsFor, type Law } from "./law.ts";

/** A file with one value of every setting; the rules about what goes together are not the schema's. */
function fileWith(valueOf: (sample: Sample) => Json): Readonly<Record<string, unknown>> {
  const sections: Record<string, Record<string, Json>> = {};
  for (const sample of SAMPLES) (sections[sample.section] ??= {})[sample.name] = valueOf(sample);
  return { version: 1, ...sections };
}

/** Typed by the catalog's own rows: a row whose type and schema part ways fails here. */
const TYPED = [
  fileWith(({ one }) => one),
  fileWith(({ other }) => other),
  fileWith(({ other, cleared = other }) => cleared),
];

const accepts = new Ajv2020(AJV_OPTIONS).compile(buildDocumentSchema(CATALOG));

export const law9: Law = {
  name: "Whatever the types allow, the schema accepts.",
  check: async (implementation, how) => {
    for (const file of TYPED) {
      expect([accepts(file), accepts.errors]).toEqual([true, null]);
    }
    await holdsFor(
      fc.record({ file: files(CATALOG), layout: layouts }),
      ({ file, layout }) => {
        const parsed = implementation.parseDocument("clerkwork.yaml", writeFile(file, layout));
        const issues = parsed.ok ? implementation.validate(parsed.document) : parsed.issues;
        expect(issues.map((issue) => `${issue.pointer}: ${sentence(issue)}`)).toEqual([]);
      },
      how,
    );
  },
};
