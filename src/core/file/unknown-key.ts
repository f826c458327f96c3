// A key that the format does not have, at its place: what it is called there, and what was meant.

import { findSection, type Catalog } from "../../catalog/catalog.ts";
import { EXTRA } from "../../catalog/resource.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { nearestOf } from "../text/nearest.ts";
import type { Document } from "./document.ts";
import { inEnvironment, pointerOf, stepsOf } from "./pointer.ts";

const TOP = ["version", "api_version", "target", "environments", "consents", "ignore"];
/** What an environment may hold beside sections. */
const ENVIRONMENT = ["target", "consents", "ignore"];
const TARGET = ["instance_id", "environment_type", "secret_key_env"];
const ENTRY = ["address", "hazard", "reason", "until"];

/** `parent` is the pointer to what holds the key. */
export function unknownKey(
  key: string,
  parent: string,
  document: Document,
  catalog: Catalog,
): Issue {
  const pointer = pointerOf(parent, key);
  const at = document.keyAt(pointer);
  const shown = showKey(key);
  const steps = stepsOf(parent);
  const [inside, ...deeper] = inEnvironment(steps);
  if (inside === undefined) {
    const sections = catalog.map(({ name }) => name);
    const candidates = [...(steps.length > 0 ? ENVIRONMENT : TOP), ...sections];
    const named = sectionAt(key, catalog);
    const suggestion = named === undefined ? suggest(key, candidates) : { nearest: named };
    return issueAt(at, pointer, "unknown_section", { key: shown, ...suggestion });
  }
  const section = findSection(catalog, inside);
  if (section && deeper.length === 0) {
    const suggestion = suggest(key, [...section.settings.map(({ name }) => name), EXTRA]);
    return issueAt(at, pointer, "unknown_setting", { key: shown, section: inside, ...suggestion });
  }
  const suggestion = suggest(key, inside === "target" ? TARGET : ENTRY);
  return issueAt(at, pointer, "unknown_key", { key: shown, ...suggestion });
}

function suggest(key: string, candidates: readonly string[]): { readonly nearest?: string } {
  const nearest = nearestOf(key, candidates);
  return nearest ? { nearest } : {};
}

/** The section that Clerk's own name for an endpoint means. */
function sectionAt(key: string, catalog: Catalog): string | undefined {
  return catalog.find(({ path }) => path.endsWith(`/${key}`))?.name;
}

/** A key as written; with code points where it could pass for another. */
function showKey(key: string): string {
  // oxlint-disable-next-line no-control-regex -- everything outside printable ASCII
  const shown = key.replace(
    /[^\x21-\x7e]/gu,
    (c) => `\\u{${Number(c.codePointAt(0)).toString(16)}}`,
  );
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}
