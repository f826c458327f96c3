// What a comparison found, for rendering and for machines.

import type { Json } from "../../catalog/setting.ts";
import { EXIT, type ExitCode } from "../finding/failure.ts";
import type { Warning } from "../finding/warning.ts";
import type { Allowance, Difference } from "../plan/allowed.ts";
import type { Comparison, Held, NotCompared, OnlyOn } from "../plan/comparison.ts";
import { FORMAT_VERSION } from "../plan/plan.ts";
import type { InstanceType } from "../value/reading.ts";

/** One of the two that are compared. */
export interface ComparedSide {
  /** As it is called for people. */
  readonly name: string;
  readonly file: string;
  /** The entry of `environments`; null: the file has none. */
  readonly environment: string | null;
  /** Null: it was not asked, and the file doesn't say. */
  readonly instanceId: string | null;
  readonly type: InstanceType | null;
}

export interface ShownDifference {
  readonly address: string;
  /** Of an item of a collection, which both sides call by its key. */
  readonly item?: { readonly collection: string; readonly key: string };
  /** A value, or absent; of an item, null where it is not there. */
  readonly a: Held;
  readonly b: Held;
  readonly allowed: Allowance | null;
}

export interface ComparisonReport {
  /** Whether instances were read; else what their files say. */
  readonly live: boolean;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** How many settings and items could be compared. */
  readonly compared: number;
  readonly differences: readonly ShownDifference[];
  readonly notCompared: readonly NotCompared[];
  readonly onlyOn: readonly OnlyOn[];
  /** The names of the collections whose items were looked at; absent: of none. */
  readonly collections?: readonly string[];
  readonly warnings: readonly Warning[];
}

/** Without the rows that it was made from. */
export const shownDifferences = (differences: readonly Difference[]): readonly ShownDifference[] =>
  differences.map(({ row: { address, section, item }, a, b, allowed }) => ({
    address,
    ...(item ? { item: { collection: section.name, key: item.key } } : {}),
    a,
    b,
    allowed,
  }));

export interface Counts {
  /** That nothing allows. */
  readonly differing: number;
  readonly allowed: number;
  readonly not_compared: number;
}

export function countsOf({
  differences,
  notCompared,
}: Pick<ComparisonReport, "differences"> & Pick<Comparison, "notCompared">): Counts {
  const allowed = differences.filter((one) => one.allowed !== null).length;
  return {
    differing: differences.length - allowed,
    allowed,
    not_compared: new Set(notCompared.map(({ address }) => address)).size,
  };
}

export const COMPARE_RESULTS = ["same", "differs"] as const;

type CompareResult = (typeof COMPARE_RESULTS)[number];

/** Two that differ in what is allowed alone are the same. */
const resultOf = (report: ComparisonReport): CompareResult =>
  countsOf(report).differing > 0 ? "differs" : "same";

export const codeOfComparison = (report: ComparisonReport): ExitCode =>
  resultOf(report) === "differs" ? EXIT.differs : EXIT.ok;

/** Null: the side's file does not name it. */
type ShownValue = { readonly value: Json } | null;

export const valueOf = (held: Held): ShownValue =>
  held.kind === "value" ? { value: held.value } : null;

export const documentOfSide = ({ name, file, environment, instanceId, type }: ComparedSide) => ({
  name,
  file,
  environment,
  instance_id: instanceId,
  environment_type: type,
});

/** `schemas/compare.schema.json` describes it. Same inputs, same bytes. */
export function documentOfComparison(report: ComparisonReport): Readonly<Record<string, unknown>> {
  const { live, a, b, compared, differences, notCompared, onlyOn, warnings } = report;
  const { collections = [] } = report;
  return {
    format_version: FORMAT_VERSION,
    result: resultOf(report),
    exit_code: codeOfComparison(report),
    live,
    a: documentOfSide(a),
    b: documentOfSide(b),
    counts: { compared, ...countsOf(report) },
    ...(collections.length > 0 ? { collections } : {}),
    differences: differences.map((one) => ({
      address: one.address,
      ...(one.item ? { item: one.item } : {}),
      a: valueOf(one.a),
      b: valueOf(one.b),
      allowed: one.allowed,
    })),
    not_compared: notCompared,
    only_on: onlyOn.map(({ address, type }) => ({ address, environment_type: type })),
    warnings,
  };
}
