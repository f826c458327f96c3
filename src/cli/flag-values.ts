// What may stand behind a flag: how it is read, and what a shell may complete it with.

import { addressesOf, CATALOG, findRow, findSection, isExtra, rowsOf } from "../catalog/catalog.ts";
import { addressMeant, parseItemAddress } from "../catalog/item-row.ts";
import { HAZARDS, type Hazard } from "../catalog/hazard.ts";
import type { Row } from "../catalog/resource.ts";
import type { Allowance } from "../core/plan/consent.ts";
import { nearestOf } from "../core/text/nearest.ts";

const suggest = (written: string, candidates: readonly string[]): string => {
  const near = nearestOf(written, candidates);
  return near ? `; did you mean ${near}?` : `; known: ${candidates.join(", ")}`;
};

const SECTIONS = CATALOG.map(({ name }) => name);

/** The settings that a word means: the one at the address, or those of that bare name. */
const settingsCalled = (word: string): readonly Row[] =>
  rowsOf(CATALOG).filter(({ address, setting }) => address === word || setting.name === word);

export function parseSection(text: string): string {
  if (findSection(CATALOG, text)) return text;
  const settings = settingsCalled(text);
  const homes = [...new Set(settings.map(({ section }) => section.name))];
  const [setting] = settings;
  throw new Error(
    setting
      ? `${JSON.stringify(text)} is a setting, and this takes sections; did you mean ${homes.join(" or ")}?`
      : `no section ${JSON.stringify(text)}${suggest(text, SECTIONS)}`,
  );
}

/** A section's name or a setting's address, which a bare name stands for that only one setting has. */
function parsePart(text: string): string {
  if (findSection(CATALOG, text) || isExtra(CATALOG, text)) return text;
  const [setting, ...others] = settingsCalled(text);
  if (setting && others.length === 0) return setting.address;
  const shown = JSON.stringify(text);
  if (setting) {
    const addresses = [setting, ...others].map(({ address }) => address);
    throw new Error(`several settings are called ${shown}: ${addresses.join(", ")}`);
  }
  const near = suggestPart(text);
  throw new Error(
    `no section or setting ${shown}${near ? `; did you mean ${near}?` : `; settings are named as in restrictions.blocklist, and sections are ${SECTIONS.join(", ")}`}`,
  );
}

/** The same, or an item's address. */
export function parsePartOrItem(text: string): string {
  if (parseItemAddress(text)) return parseAddress(text);
  const meant = addressMeant(CATALOG, text);
  if (meant === undefined) return parsePart(text);
  throw new Error(`no section or setting ${JSON.stringify(text)}; did you mean ${meant}?`);
}

/** The section or the address that is closest to a word that is none. */
function suggestPart(text: string): string | undefined {
  if (text.includes(".")) return nearestOf(text, addressesOf(CATALOG));
  const near = nearestOf(text, [
    ...SECTIONS,
    ...rowsOf(CATALOG).map(({ setting }) => setting.name),
  ]);
  if (near === undefined || SECTIONS.includes(near)) return near;
  return settingsCalled(near)
    .map(({ address }) => address)
    .join(" or ");
}

/** Sections and addresses that begin as typed. */
const proposeParts = (typed: string): readonly string[] =>
  startingWith([...SECTIONS, ...addressesOf(CATALOG)])(typed);

function parseAddress(text: string): string {
  const found = findRow(CATALOG, text);
  if (found) return found.address;
  const near = addressMeant(CATALOG, text) ?? nearestOf(text, addressesOf(CATALOG));
  throw new Error(`no setting ${JSON.stringify(text)}${near ? `; did you mean ${near}?` : ""}`);
}

export function parseAllowance(text: string): Allowance {
  // A key may hold more of them.
  const [, hazard = text, address] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
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

/** Those that begin as typed. */
export const startingWith =
  (candidates: readonly string[]) =>
  (typed: string): readonly string[] =>
    candidates.filter((candidate) => candidate.startsWith(typed));

export function proposeAllowances(typed: string): readonly string[] {
  const [hazard = "", address] = typed.split("=", 2);
  const candidates =
    address === undefined
      ? Object.keys(HAZARDS)
      : addressesOf(CATALOG).map((one) => `${hazard}=${one}`);
  return startingWith(candidates)(typed);
}

/** `--only` of commands that take settings, too. */
export const partFlag = {
  kind: "parsed",
  parse: parsePart,
  proposeCompletions: proposeParts,
  optional: true,
  variadic: true,
  brief: "Only this section or setting; repeatable",
  placeholder: "SECTION|ADDRESS",
} as const;
