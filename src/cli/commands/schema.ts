import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ApiVersion } from "../../catalog/api-version.ts";
import { CATALOG } from "../../catalog/catalog.ts";
import { escapeQuoted, escapeText, showDocument } from "../../core/escape.ts";
import { EXIT, Failure, type ExitCode } from "../../core/failure.ts";
import { compareOpenapi, isOpenapi, type Movement } from "../../core/openapi-canary.ts";
import { buildPlanSchema, buildReceiptSchema } from "../../core/plan-schema.ts";
import { line, plural, type Line } from "../../core/render-plan.ts";
import { buildDocumentSchema } from "../../core/schema.ts";
import type { Context } from "../context.ts";
import { errorText } from "../error-text.ts";
import type { Format } from "../flags.ts";
import { present } from "../present.ts";
import { readTextFile } from "../read-file.ts";
import { paint } from "../terminal.ts";

export interface SchemaFlags {
  readonly of?: "file" | "plan" | "receipt";
  readonly checkOpenapi?: string;
  readonly against?: ApiVersion;
  readonly format?: Format;
}

const BUILDERS = {
  file: () => buildDocumentSchema(CATALOG),
  plan: buildPlanSchema,
  receipt: buildReceiptSchema,
} as const;

/** Prints a JSON Schema, or compares the catalog with Clerk's OpenAPI documents. */
export default function schema(this: Context, flags: SchemaFlags): Promise<void> {
  const { checkOpenapi } = flags;
  if (checkOpenapi !== undefined)
    return present(this, flags, () => compareWithOpenapi(this, flags, checkOpenapi));
  return present(this, { format: "json" }, async () => {
    this.terminal.out(showDocument(BUILDERS[flags.of ?? "file"]()));
    return EXIT.ok;
  });
}

async function compareWithOpenapi(
  context: Context,
  flags: SchemaFlags,
  place: string,
): Promise<ExitCode> {
  const files = await listDocuments(place);
  const results: { readonly file: string; readonly movements: readonly Movement[] }[] = [];
  for (const file of files) {
    const document = await readDocument(file);
    if (document)
      results.push({ file, movements: compareOpenapi(document, CATALOG, flags.against) });
    else if (files.length === 1)
      throw new Failure(
        EXIT.invalid,
        "not_openapi",
        `${file} is no OpenAPI document of the Backend API`,
      );
  }
  if (results.length === 0)
    throw new Failure(
      EXIT.invalid,
      "not_openapi",
      `${place} holds no OpenAPI document of the Backend API`,
    );
  const moved = results.flatMap(({ movements }) => movements).length;
  if (flags.format === "json")
    context.terminal.out(showDocument({ format_version: "1.0", documents: results }));
  else {
    const lines = results.flatMap(({ file, movements }): Line[] => [
      ...(movements.length > 0 ? [line(escapeText(file), "bold")] : []),
      ...movements.flatMap(({ kind, path, message, row }) => [
        line(`  ${kind.replace("_", " ")}: ${escapeText(path)}: ${escapeText(message)}`, "change"),
        ...(row
          ? [line(`      add to the section's file in src/catalog: ${escapeQuoted(row)}`)]
          : []),
      ]),
    ]);
    const summary = moved === 0 ? "Nothing moved" : `${plural(moved, "thing")} moved`;
    context.terminal.out(
      paint(
        [
          ...lines,
          line(`${summary}: ${plural(results.length, "document")} compared with the catalog.`),
        ],
        false,
      ),
    );
  }
  return moved > 0 ? EXIT.differs : EXIT.ok;
}

/** A file, or the JSON files of a folder, by name. */
async function listDocuments(place: string): Promise<readonly string[]> {
  try {
    if (!(await stat(place)).isDirectory()) return [place];
    const names = await readdir(place);
    return names
      .filter((name) => name.endsWith(".json"))
      .toSorted()
      .map((name) => join(place, name));
  } catch (error) {
    throw new Failure(
      EXIT.invalid,
      "unreadable_file",
      `${place} can't be read: ${errorText(error)}`,
    );
  }
}

const MAX_BYTES = 64 * 1024 * 1024;

/** Undefined: not an OpenAPI document that has an instance endpoint. */
async function readDocument(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const content = readTextFile(file, MAX_BYTES);
  if (!content.ok)
    throw new Failure(
      EXIT.invalid,
      "unreadable_file",
      `${file} can't be read: ${String(content.args["why"] ?? content.code)}`,
    );
  let value: unknown;
  try {
    value = JSON.parse(content.text);
  } catch {
    throw new Failure(EXIT.invalid, "not_openapi", `${file} is not JSON`);
  }
  if (!isOpenapi(value)) return undefined;
  const paths = value["paths"];
  return typeof paths === "object" && paths !== null && CATALOG.some(({ path }) => path in paths)
    ? value
    : undefined;
}
