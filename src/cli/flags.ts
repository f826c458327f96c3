// Flags that several commands share.

import { CATALOG } from "../catalog/catalog.ts";
import { HAZARDS } from "../catalog/hazard.ts";
import type { Allowance } from "../core/plan/consent.ts";
import type { Context } from "./context.ts";
import {
  numberIn,
  parseAllowance,
  parseSection,
  proposeAllowances,
  startingWith,
} from "./flag-values.ts";
import { DEFAULT_TIMEOUT } from "./session/clock.ts";

export type Format = "text" | "json" | "markdown" | "jsonl";

/** A flag that is there or not. */
export function switchFlag(brief: string): {
  readonly kind: "boolean";
  readonly optional: true;
  readonly withNegated: false;
  readonly brief: string;
} {
  return { kind: "boolean", optional: true, withNegated: false, brief };
}

/** A flag with a text behind it. */
export function textFlag(
  brief: string,
  placeholder: string,
): {
  readonly kind: "parsed";
  readonly parse: (text: string) => string;
  readonly optional: true;
  readonly brief: string;
  readonly placeholder: string;
} {
  return { kind: "parsed", parse: String, optional: true, brief, placeholder };
}

const FORMATS = ["text", "json", "markdown"] as const;

const environmentFlag = {
  kind: "parsed",
  parse: String,
  proposeCompletions(this: Context, typed: string): readonly string[] {
    return startingWith(this.environmentNames?.() ?? [])(typed);
  },
  optional: true,
  variadic: true,
  brief: "NAME of an entry of environments; repeatable",
  placeholder: "NAME",
} as const;

export const formatFlag = {
  kind: "enum",
  values: FORMATS,
  optional: true,
  brief: "How results are printed (default: text)",
} as const;

/** Of commands whose result is no page. */
export const plainFormatFlag = {
  kind: "enum",
  values: ["text", "json"],
  optional: true,
  brief: "How results are printed (default: text)",
} as const;

export const colorFlag = {
  kind: "boolean",
  optional: true,
  brief: "Colour; off unless on a terminal",
} as const;

/** Flags that name a part of a file, and say how results are shown. */
export interface PartFlags {
  readonly env?: readonly string[];
  readonly all?: boolean;
  readonly base?: boolean;
  readonly format?: Format;
  readonly color?: boolean;
}

/** Flags of commands that read a file. */
export interface FileFlags extends PartFlags {
  readonly file?: string;
}

/** Flags of commands that need no file but may take its pin. */
export interface TargetFlags {
  readonly file?: string;
  readonly env?: string;
  readonly base?: boolean;
}

export const FILE_FLAGS = {
  file: textFlag("The file (default: the nearest clerkwork.yaml)", "FILE"),
  env: environmentFlag,
  all: switchFlag("Every entry of environments"),
  base: switchFlag("The part above environments, alone"),
  format: formatFlag,
  color: colorFlag,
} as const;

const dotenvFlag = textFlag(
  "Take the secret key from this file of NAME=VALUE lines, where no variable is set",
  "FILE",
);

const keysFileFlag = textFlag(
  "Take secret keys from this file of NAME=VALUE lines, for many instances",
  "FILE",
);

export const FILE_ALIASES = { f: "file", e: "env" } as const;

/** Flags that say how an instance is spoken to. */
export interface ConnectionFlags {
  readonly dotenv?: string;
  readonly keysFile?: string;
  readonly timeout?: number;
  readonly withoutFrontendApi?: boolean;
  readonly verbose?: boolean;
}

/** Flags of commands that read an instance. */
export interface InstanceFlags extends FileFlags, ConnectionFlags {
  readonly only?: readonly string[];
  readonly receipt?: string;
  readonly full?: boolean;
  readonly showIdentifiers?: boolean;
}

export const INSTANCE_FLAGS = {
  ...FILE_FLAGS,
  dotenv: dotenvFlag,
  keysFile: keysFileFlag,
  full: switchFlag("Show long lists to their end"),
  showIdentifiers: switchFlag("Show who is on the allowlist and the blocklist in Markdown too"),
  verbose: switchFlag("Say which requests are sent"),
  only: {
    kind: "parsed",
    parse: parseSection,
    proposeCompletions: startingWith(CATALOG.map(({ name }) => name)),
    optional: true,
    variadic: true,
    brief: `Only this SECTION; repeatable: ${CATALOG.map(({ name }) => name).join(", ")}`,
    placeholder: "SECTION",
  },
  timeout: {
    kind: "parsed",
    parse: numberIn(1, 86_400),
    optional: true,
    brief: `SECONDS an instance may take, questions left out (default: ${DEFAULT_TIMEOUT})`,
    placeholder: "SECONDS",
  },
  withoutFrontendApi: switchFlag(
    "Don't read the Frontend API; what only it shows is then not known",
  ),
  receipt: textFlag(
    "Receipt of the last apply: settles settings that nothing shows; apply writes it anew",
    "FILE",
  ),
} as const;

export interface PermissionFlags {
  readonly allow?: readonly Allowance[];
  readonly maxChanges?: number;
  readonly maxDeletes?: number;
}

export const PERMISSION_FLAGS = {
  allow: {
    kind: "parsed",
    parse: parseAllowance,
    proposeCompletions: proposeAllowances,
    optional: true,
    variadic: true,
    brief: `HAZARD or HAZARD=ADDRESS to allow; repeatable: ${Object.keys(HAZARDS).join(", ")}`,
    placeholder: "HAZARD[=ADDRESS]",
  },
  maxChanges: {
    kind: "parsed",
    parse: numberIn(0, 10_000),
    optional: true,
    brief: "Refuse when more than N settings would change",
    placeholder: "N",
  },
  maxDeletes: {
    kind: "parsed",
    parse: numberIn(0, 10_000),
    optional: true,
    brief:
      "Allow N items of a collection to be deleted, although they are all of it or more than 30 % of 10 or more",
    placeholder: "N",
  },
} as const;
