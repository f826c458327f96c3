// Flags that several commands share.

import { addressesOf, CATALOG, findSection, findSetting, isExtra } from "../catalog/catalog.ts";
import { HAZARDS, type Hazard } from "../catalog/hazard.ts";
import { nearestOf } from "../core/text/nearest.ts";
import type { Allowance } from "../core/plan/consent.ts";
import { DEFAULT_TIMEOUT } from "./session/clock.ts";

export type Format = "text" | "json" | "markdown";

const suggest = (written: string, candidates: readonly string[]): string => {
  const near = nearestOf(written, candidates);
  return near ? `; did you mean ${near}?` : `; known: ${candidates.join(", ")}`;
};

function parseSection(text: string): string {
  if (findSection(CATALOG, text)) return text;
  throw new Error(
    `no section ${JSON.stringify(text)}${suggest(
      text,
      CATALOG.map(({ name }) => name),
    )}`,
  );
}

function parseAddress(text: string): string {
  if (findSetting(CATALOG, text) || isExtra(CATALOG, text)) return text;
  const near = nearestOf(text, addressesOf(CATALOG));
  throw new Error(`no setting ${JSON.stringify(text)}${near ? `; did you mean ${near}?` : ""}`);
}

function parseAllowance(text: string): Allowance {
  const [hazard = "", address] = text.split("=", 2);
  if (!Object.hasOwn(HAZARDS, hazard))
    throw new Error(`no hazard ${JSON.stringify(hazard)}${suggest(hazard, Object.keys(HAZARDS))}`);
  return {
    hazard: hazard as Hazard,
    address: address === undefined ? null : parseAddress(address),
  };
}

/** A whole number in bounds, written plainly. */
export function numberIn(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < low || value > high) {
      throw new Error(`must be a whole number from ${low} to ${high}, not ${JSON.stringify(text)}`);
    }
    return value;
  };
}

export function parseFingerprint(text: string): string {
  if (/^(?:sha256:)?[0-9a-f]{64}$/.test(text))
    return text.startsWith("sha256:") ? text : `sha256:${text}`;
  throw new Error(
    `must be a fingerprint as plan prints it (sha256:…), not ${JSON.stringify(text)}`,
  );
}

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

export const colorFlag = {
  kind: "boolean",
  optional: true,
  brief: "Colour; off unless on a terminal",
} as const;

/** Flags of commands that read a file. */
export interface FileFlags {
  readonly file?: string;
  readonly env?: readonly string[];
  readonly all?: boolean;
  readonly base?: boolean;
  readonly format?: Format;
  readonly color?: boolean;
}

export const FILE_FLAGS = {
  file: textFlag("The file (default: clerkwork.yaml)", "FILE"),
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

export const FILE_ALIASES = { f: "file", e: "env" } as const;

/** Flags that say how an instance is spoken to. */
export interface ConnectionFlags {
  readonly dotenv?: string;
  readonly timeout?: number;
  readonly withoutFrontendApi?: boolean;
  readonly verbose?: boolean;
}

/** Flags of commands that read an instance. */
export interface InstanceFlags extends FileFlags, ConnectionFlags {
  readonly only?: readonly string[];
  readonly receipt?: string;
}

export const INSTANCE_FLAGS = {
  ...FILE_FLAGS,
  dotenv: dotenvFlag,
  verbose: switchFlag("Say which requests are sent"),
  only: {
    kind: "parsed",
    parse: parseSection,
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
}

export const PERMISSION_FLAGS = {
  allow: {
    kind: "parsed",
    parse: parseAllowance,
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
} as const;
