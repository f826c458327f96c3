// schema --check-openapi: Clerk's OpenAPI documents against the catalog, or a newer copy against an older one.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import type { ApiVersion } from "../../catalog/api-version.ts";
import { CATALOG } from "../../catalog/catalog.ts";
import { compareCopies, compareOpenapi, type Comparison } from "../../canary/compare.ts";
import { unpackEditions } from "../../canary/edition.ts";
import editions from "../../canary/editions.json" with { type: "json" };
import type { Movement } from "../../canary/movement.ts";
import { isOpenapi, pathsOf, type Node } from "../../canary/openapi.ts";
import { escapeQuoted, escapeText, showDocument } from "../../core/text/escape.ts";
import { EXIT, Failure, type ExitCode } from "../../core/finding/failure.ts";
import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { line, plural, type Line } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import { errorText } from "../disk/error-text.ts";
import type { Format } from "../flags.ts";
import { readTextFile } from "../disk/read-file.ts";
import { paint } from "../screen/terminal.ts";

export interface CheckFlags {
  readonly against?: ApiVersion;
  readonly since?: string;
  readonly format?: Format;
}

interface Result extends Comparison {
  readonly file: string;
}

/** Says what moved: exit 2 when something did. */
export async function checkOpenapi(
  { terminal }: Context,
  { against, since, format }: CheckFlags,
  place: string,
): Promise<ExitCode> {
  const documents = await readDocuments(place);
  const results: readonly Result[] =
    since === undefined
      ? documents.map(({ file, document }) => ({
          file,
          ...compareOpenapi(document, CATALOG, unpackEditions(editions), against),
        }))
      : [compareWithOlder(documents, place, await readDocuments(since), since)];
  const beside = since === undefined ? "the catalog" : escapeText(since);
  const moved = results.some(({ movements }) => movements.length > 0);
  const code = moved ? EXIT.differs : EXIT.ok;
  if (format === "json") terminal.out(showDocument(toJson(results, code)));
  else terminal.out(paint(toLines(results, beside), false));
  return code;
}

function compareWithOlder(
  [newer, ...others]: readonly Read[],
  place: string,
  [older, ...olders]: readonly Read[],
  since: string,
): Result {
  if (!newer || !older || others.length > 0 || olders.length > 0) {
    const folder = others.length > 0 ? place : since;
    throw new Failure(
      "invalid_usage",
      `${folder} holds several documents, and --since compares one with one`,
      { hint: "Name one file for --check-openapi and one for --since." },
    );
  }
  const movements = compareCopies(older.document, newer.document, CATALOG);
  return { file: newer.file, movements, older: null };
}

const toJson = (results: readonly Result[], code: ExitCode): object => ({
  format_version: FORMAT_VERSION,
  result: code === EXIT.differs ? "moved" : "same",
  exit_code: code,
  documents: results.map(({ file, movements, older }) => ({
    file,
    movements,
    ...(older ? { older_copy: older } : {}),
  })),
});

function toLines(results: readonly Result[], beside: string): readonly Line[] {
  const moved = results.flatMap(({ movements }) => movements).length;
  const summary = moved === 0 ? "Nothing moved" : `${plural(moved, "thing")} moved`;
  return [
    ...results.flatMap(resultLines),
    line(`${summary}: ${plural(results.length, "document")} compared with ${beside}.`),
  ];
}

function resultLines({ file, movements, older }: Result): readonly Line[] {
  if (older) {
    const { seen, newest } = older;
    return [
      line(escapeText(file), "bold"),
      line(`  an older copy, of ${seen}: a newer one, of ${newest}, is known`),
    ];
  }
  return movements.length > 0 ? [line(escapeText(file), "bold"), ...movements.flatMap(show)] : [];
}

function show({ kind, path, message, row }: Movement): readonly Line[] {
  const moved = `  ${kind.replaceAll("_", " ")}: ${escapeText(path)}: ${escapeText(message)}`;
  const add = `      add to the section's file in src/catalog: ${escapeQuoted(row ?? "")}`;
  return [line(moved, "change"), ...(row === null ? [] : [line(add)])];
}

interface Read {
  readonly file: string;
  readonly document: Node;
}

const notOpenapi = (message: string): Failure => new Failure("not_openapi", message);

/** The Backend API's documents of a file or a folder; at least one. */
async function readDocuments(place: string): Promise<readonly Read[]> {
  const files = await listFiles(place);
  const documents = files.flatMap((file): readonly Read[] => {
    const document = readDocument(file);
    return document ? [{ file, document }] : [];
  });
  if (documents.length > 0) return documents;
  const [file] = files;
  throw files.length === 1
    ? notOpenapi(`${file} is no OpenAPI document of the Backend API`)
    : notOpenapi(`${place} holds no OpenAPI document of the Backend API`);
}

/** A file, or the JSON and YAML files of a folder, by name. */
async function listFiles(place: string): Promise<readonly string[]> {
  try {
    if (!(await stat(place)).isDirectory()) return [place];
    const names = await readdir(place);
    return names
      .filter((name) => /\.(?:json|ya?ml)$/.test(name))
      .toSorted()
      .map((name) => join(place, name));
  } catch (error) {
    throw unreadable(place, errorText(error));
  }
}

const unreadable = (place: string, why: string): Failure =>
  new Failure("unreadable_file", `${place} can't be read: ${why}`);

const MIB = 1024 * 1024;
const MAX_BYTES = 64 * MIB;
/** YAML takes the parser some hundred times its size of memory; Clerk's documents have less than 1 MiB. */
const MAX_YAML_BYTES = 4 * MIB;

/** Undefined: not an OpenAPI document that has an instance endpoint. */
function readDocument(file: string): Node | undefined {
  const content = readTextFile(file, MAX_BYTES);
  if (!content.ok) throw unreadable(file, String(content.args["why"] ?? content.code));
  const value = parseDocument(file, content.text);
  if (!isOpenapi(value)) return undefined;
  const paths = pathsOf(value);
  return CATALOG.some(({ path }) => paths.includes(path)) ? value : undefined;
}

function parseDocument(file: string, text: string): unknown {
  try {
    if (/^\s*\{/.test(text)) return JSON.parse(text);
  } catch {
    // YAML may begin like JSON.
  }
  if (text.length > MAX_YAML_BYTES)
    throw notOpenapi(`${file} is not JSON, and too long to be read as YAML: at most 4 MiB`);
  try {
    // An alias in YAML stands for a copy: a few of them in each other would fill the memory.
    return parse(text, { maxAliasCount: 100, prettyErrors: false, logLevel: "error" });
  } catch (error) {
    throw notOpenapi(`${file} is neither JSON nor YAML: ${errorText(error)}`);
  }
}
