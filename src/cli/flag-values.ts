// What may stand behind a flag: how it is read, and what a shell may complete it with.

import { addressesOf, CATALOG, findSection, findSetting, isExtra } from "../catalog/catalog.ts";
import { HAZARDS, type Hazard } from "../catalog/hazard.ts";
import type { Allowance } from "../core/plan/consent.ts";
import { nearestOf } from "../core/text/nearest.ts";

const suggest = (written: string, candidates: readonly string[]): string => {
  const near = nearestOf(written, candidates);
  return near ? `; did you mean ${near}?` : `; known: ${candidates.join(", ")}`;
};

export function parseSection(text: string): string {
  if (findSection(CATALOG, text)) return text;
  throw new Error(
    `no section ${JSON.stringify(text)}${suggest(
      text,
      CATALOG.map(({ name }) => name),
    )}`,
  );
}

/** A section's name or a setting's address. */
export const parsePart = (text: string): string =>
  text.includes(".") ? parseAddress(text) : parseSection(text);

/** Sections and addresses that begin as typed. */
export const proposeParts = (typed: string): readonly string[] =>
  startingWith([...CATALOG.map(({ name }) => name), ...addressesOf(CATALOG)])(typed);

function parseAddress(text: string): string {
  if (findSetting(CATALOG, text) || isExtra(CATALOG, text)) return text;
  const near = nearestOf(text, addressesOf(CATALOG));
  throw new Error(`no setting ${JSON.stringify(text)}${near ? `; did you mean ${near}?` : ""}`);
}

export function parseAllowance(text: string): Allowance {
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
