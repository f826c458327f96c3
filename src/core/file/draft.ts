// A new file: what was read of instances, with the catalog's sentences as comments. Same inputs, same bytes.

import { NEWEST_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import { isCollection } from "../../catalog/item-row.ts";
import type { Row, Section } from "../../catalog/resource.ts";
import type { Json } from "../../catalog/setting.ts";
import { escapeQuoted } from "../text/escape.ts";
import { wrapText } from "../text/layout.ts";
import type { TargetPin } from "./desired.ts";
import { linesOf } from "./edit-keys.ts";
import { writeLines, type Style } from "./edit-scalar.ts";

const WIDTH = 80;
const STYLE: Style = { inFlow: false, isJson: false, quotes: "plain" };

/** One row of a layer: its value, or the sentence that stands in its place. */
export interface DraftRow {
  readonly row: Row;
  readonly value?: Json;
  readonly comment?: string;
  /** Whether the catalog's sentence stands above it. */
  readonly documented: boolean;
}

/** The top of the file, or one environment. */
export interface DraftLayer {
  readonly target: TargetPin | null;
  readonly rows: readonly DraftRow[];
}

export interface Draft {
  /** What the editor reads, as a path from the file. */
  readonly schema: string;
  readonly apiVersion: ApiVersion;
  readonly top: DraftLayer;
  /** By name; empty: the file is one instance's. */
  readonly environments: ReadonlyMap<string, DraftLayer>;
}

export function writeDraft(draft: Draft, catalog: Catalog): string {
  const { schema, apiVersion, top, environments } = draft;
  const head = [
    `# yaml-language-server: $schema=${schema}`,
    "# What this file does not name is left alone.",
    "version: 1",
    ...(apiVersion === NEWEST_API_VERSION ? [] : [`api_version: "${apiVersion}"`]),
  ];
  const own = [...environments].flatMap(([name, layer], index) => [
    ...(index > 0 ? [""] : []),
    ...writeKeyed(name, layerBlocks(layer, catalog, "    ").flat(), "  "),
  ]);
  const parts = [
    head,
    ...layerBlocks(top, catalog, ""),
    ...(environments.size > 0
      ? [["# Each is laid over what stands above, setting by setting.", "environments:", ...own]]
      : []),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** A key with lines below it; `{}` where there are none but comments. */
function writeKeyed(key: string, below: readonly string[], indent: string): readonly string[] {
  const [head = ""] = writeLines(key, true, indent, STYLE);
  const name = head.replace(/ true$/, "");
  return below.length === 0 ? [`${name} {}`] : [name, ...below];
}

/** The target and each section, as blocks of lines. */
function layerBlocks(
  { target, rows }: DraftLayer,
  catalog: Catalog,
  indent: string,
): readonly (readonly string[])[] {
  const pin = Object.entries(target ?? {}).flatMap(([key, value]) =>
    writeLines(key, value as Json, `${indent}  `, STYLE),
  );
  const sections = catalog.flatMap((section) => {
    const own = rows.filter(({ row }) => row.section.name === section.name);
    return own.length === 0 ? [] : [sectionLines(section, own, indent)];
  });
  return [...(pin.length > 0 ? [[`${indent}target:`, ...pin]] : []), ...sections];
}

/** A section of comments alone would name a section with nothing in it: all of it is a comment then. */
function sectionLines(
  section: Section,
  rows: readonly DraftRow[],
  indent: string,
): readonly string[] {
  const isDeclared = rows.some(({ value }) => value !== undefined);
  const inside = `${indent}  `;
  return [
    ...(indent === "" ? comment(section.doc, indent) : []),
    `${indent}${isDeclared ? "" : "# "}${section.name}:`,
    ...rows.flatMap((row) => rowLines(row, inside)),
  ];
}

function rowLines(
  { row, value, comment: left, documented }: DraftRow,
  indent: string,
): readonly string[] {
  const { name, doc } = row.setting;
  if (value === undefined) return comment(`${name}: ${left ?? ""}`, indent);
  const said = documented ? comment(`${doc}${countOf(row, value)}`, indent) : [];
  return row.setting.holds
    ? [...said, ...linesOf({ isJson: false, step: 2 }, name, value, indent, null)]
    : [...said, ...writeLines(name, value, indent, STYLE)];
}

/** How many items a list has. */
function countOf({ section }: Row, value: Json): string {
  if (!isCollection(section) || typeof value !== "object" || value === null) return "";
  const count = Object.keys(value).length;
  return count === 0 ? " There are none." : ` ${count} of them.`;
}

/** Live values may stand in it: nothing in it steers a terminal or ends the line. */
const comment = (text: string, indent: string): readonly string[] =>
  wrapText(escapeQuoted(text), { width: WIDTH - indent.length - 2, whole: true }).map(
    ({ text: part }) => `${indent}# ${part}`,
  );
