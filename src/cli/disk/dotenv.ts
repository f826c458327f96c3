// Files of NAME=VALUE lines, as frameworks keep keys in: read when they are named, and otherwise only looked
// into for a name, so that an error can say where the value is.

import { dirname, join, normalize } from "node:path";
import { parseEnv } from "node:util";
import { Failure } from "../../core/finding/failure.ts";
import { sentence } from "../../core/finding/issue.ts";
import { isFolder } from "./find-file.ts";
import { readTextFile } from "./read-file.ts";

const MAX_BYTES = 1024 * 1024;

/** Where frameworks look, the one that counts most first. */
const USUAL_NAMES = [".env.local", ".env"] as const;

/** By name. Quotes are taken off as Node's own parser does. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Throws a `Failure` (exit 3) when it can't be read. `named` is how the file came to be named, such as `--dotenv`. */
export const readDotenv = (path: string, named: string): Variables =>
  variablesIn(readVariables(path, named));

/** Its text. Throws the same. */
export function readVariables(path: string, named: string): string {
  const content = readTextFile(path, MAX_BYTES);
  if (content.ok) return content.text;
  const { code, args } = content;
  const why = code === "unreadable_file" ? String(args["why"]) : sentence({ code, args });
  throw unreadable(path, named, isFolder(path) ? "it is a folder" : why);
}

export const unreadable = (path: string, named: string, why: string): Failure =>
  new Failure("unreadable_file", `the file of ${named}, ${path}, can't be read: ${why}`, {
    hint: "name a file of NAME=VALUE lines",
  });

/** The usual file beside `file`, or here, that gives the variable a value; undefined: none does. */
export function dotenvWith(variable: string, file: string | undefined): string | undefined {
  const folders = new Set([file === undefined ? "." : dirname(file), "."]);
  const paths = [...folders].flatMap((folder) =>
    USUAL_NAMES.map((name) => normalize(join(folder, name))),
  );
  return paths.find((path) => {
    const content = readTextFile(path, MAX_BYTES);
    return content.ok && Boolean(valueIn(variablesIn(content.text), variable));
  });
}

/** A variable may be called like a member of every object. */
export const valueIn = (variables: Variables, name: string): string | undefined =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

export const variablesIn = (text: string): Variables => parseEnv(text.replace(/^\uFEFF/, ""));
