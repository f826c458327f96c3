// JSON files of clerkwork's own: read whole, of a known format, never trusted further.

import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { readTextFile } from "./read-file.ts";

const MAX_BYTES = 4 * 1024 * 1024;
/** A file's own values may be nested 32 deep; around them stand a plan's few levels. */
export const MAX_DEPTH = 64;

/** The content, or what keeps it from being used. */
export type JsonFile =
  | { readonly ok: true; readonly value: object; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: string };

/** A member of that name is no data of clerkwork's, whatever version wrote the file. */
export function rejectPrototypes(name: string, value: unknown): unknown {
  if (name === "__proto__") throw new SyntaxError("a member called __proto__");
  return value;
}

const no = (why: string): JsonFile => ({ ok: false, why });

/** Its `format_version` is of this version's major; a newer minor may hold members that are not known here. */
export function readJsonFile(path: string): JsonFile {
  const content = readTextFile(path, MAX_BYTES);
  if (!content.ok) return no(String(content.args["why"] ?? content.code));
  if (isDeeper(content.text, MAX_DEPTH)) return no(`it is nested more than ${MAX_DEPTH} deep`);
  let value: unknown;
  try {
    value = JSON.parse(content.text, rejectPrototypes);
  } catch {
    return no("it is not JSON, or cut short");
  }
  if (typeof value !== "object" || value === null || !("format_version" in value))
    return no("it does not have the form of one");
  const why = whyNotVersion(value.format_version);
  return why === null ? { ok: true, value, bytes: content.bytes } : no(why);
}

/** Whether brackets outside of strings are nested deeper. Looked at before parsing, which recurses. */
export function isDeeper(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (quoted) at += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

function whyNotVersion(version: unknown): string | null {
  const [major, minor] = FORMAT_VERSION.split(".").map(Number);
  const [, theirMajor, theirMinor] = /^(\d+)\.(\d+)$/.exec(String(version)) ?? [];
  const shown = JSON.stringify(version);
  if (theirMajor === undefined) return "it does not have the form of one";
  if (Number(theirMajor) > Number(major))
    return `its format is ${shown}, this clerkwork reads "${FORMAT_VERSION}"; upgrade clerkwork`;
  return Number(theirMajor) < Number(major) || Number(theirMinor) < Number(minor)
    ? `its format is ${shown}, from before the first release; this clerkwork reads "${FORMAT_VERSION}"`
    : null;
}
