// One instance, for a library's caller: plan, apply, drift.

import { parseApiUrl, parsePublishableKey } from "../clerk/address.ts";
import { connect as openConnection } from "../clerk/backend/connection.ts";
import { parseSecretKey } from "../clerk/secret-key.ts";
import { Failure, type ExitCode } from "../core/finding/failure.ts";
import type { Allowance } from "../core/plan/consent.ts";
import type { Plan, PlanKind } from "../core/plan/plan.ts";
import { renderMarkdown } from "../core/render/markdown.ts";
import { renderPlan } from "../core/render/plan.ts";
import { renderReport } from "../core/render/report.ts";
import { EXIT_OF } from "../core/report/conclusion.ts";
import { concludeReport, type Conclusion, type Report } from "../core/report/report.ts";
import type { Line } from "../core/text/line.ts";
import { redactIn } from "../core/text/secret.ts";
import type { Proxy } from "../http/proxy.ts";
import { applyInstance, type ApplyOptions } from "../reconcile/apply.ts";
import { findDrift } from "../reconcile/drift.ts";
import { planInstance, type Planned } from "../reconcile/plan.ts";
import type { LoadedFile } from "./load-file.ts";

/** The key to an instance, and the way to it. */
export interface InstanceOptions {
  /** `sk_test_…` or `sk_live_…`; undefined, as of a variable that is not set, is refused. */
  readonly secretKey: string | undefined;
  /** By default Clerk's own; with or without `/v1`; https, or http on this machine. */
  readonly apiUrl?: string | undefined;
  /** Of the same instance: saves a request. */
  readonly publishableKey?: string | undefined;
  /** What environment variables hold that the file names, such as signing keys; by default none is set. */
  readonly variables?: (name: string) => string | undefined;
  /** Stops reads and further writes. */
  readonly signal?: AbortSignal;
  /** From `parseProxy`. */
  readonly proxy?: Proxy | null;
}

/** What a plan allows; nothing of it is needed. */
export interface InstancePlanOptions {
  /** Hazards that are allowed once, without a consent in the file. */
  readonly allowances?: readonly Allowance[];
  /** Refuse when more settings would change. */
  readonly maxChanges?: number;
  /** How many items of one collection may be deleted although they are many of it. */
  readonly maxDeletes?: number;
}

/** What can be shown to a person; secrets are taken out. */
export interface Shown {
  /** Lines of at most 80 characters where words can be broken, without colour. */
  readonly toText: () => string;
  readonly toMarkdown: () => string;
}

/** A plan: `changes`, `calls`, `refusals`, `warnings` and more. Empty `changes`: nothing would change. */
export interface InstancePlan extends Plan, Shown {
  /** The same for `applyInstance`. */
  readonly planned: Planned;
}

/** What was changed outside the file: `changes` from the live value to the file's. */
export interface InstanceDrift extends Plan, Shown {}

/** What became of an applied plan, setting by setting. */
export interface InstanceReport extends Report {
  readonly conclusion: Conclusion;
  /** What the command line would end with: 0 done, 1 failed, 4 refused, 5 partly applied, 6 contradicted. */
  readonly exitCode: ExitCode;
  readonly toText: () => string;
}

/** One instance of Clerk's, and what a file asks of it. */
export interface Instance {
  /**
   * Reads the instance and says what would change. Sends nothing but reads. Rejects with a `Failure`: exit 1 when
   * something can't be read, exit 4 when the key opens another instance than the file's. What a guard
   * refuses is no error: it stands in `refusals`.
   */
  readonly plan: (options?: InstancePlanOptions) => Promise<InstancePlan>;
  /**
   * Sends the calls of a plan that this instance made, and reads back what they did. Rejects with a `Failure` (exit
   * 4) for a plan with refusals, before anything is sent; what Clerk does stands in the report.
   */
  readonly apply: (plan: InstancePlan, options?: ApplyOptions) => Promise<InstanceReport>;
  /** What was changed outside the file. Rejects as `plan` does. */
  readonly drift: () => Promise<InstanceDrift>;
  /** Ends what is under way, and every connection. */
  readonly close: () => void;
}

/**
 * An instance for a file from `loadFile`. Opens no socket until it is asked for something. Throws a `Failure` (exit 3)
 * for a key or an address that can't be one; neither is shown.
 */
export function connect(file: LoadedFile, options: InstanceOptions): Instance {
  const { desired, today } = file;
  const secretKey = parseSecretKey(options.secretKey, "secretKey");
  const connection = openConnection({
    apiUrl: parseApiUrl(options.apiUrl, "apiUrl"),
    secretKey,
    apiVersion: desired.apiVersion,
    frontendApi: frontendOf(options.publishableKey, secretKey.environmentType === "production"),
    variables: options.variables,
    signal: options.signal,
    proxy: options.proxy,
  });
  const source = { file: file.path, consentsPlace: desired.consentsPlace };
  const toolVersion = __TOOL_VERSION__;
  const clean = <Value>(value: Value): Value => redactIn(value, secretKey.redact);
  const shown = (plan: Plan, kind: PlanKind): Shown => ({
    toText: () => textOf(renderPlan(clean(plan), kind, clean({ source }))),
    toMarkdown: () => renderMarkdown(clean(plan), kind),
  });
  return {
    plan: async ({ allowances = [], maxChanges, maxDeletes } = {}) => {
      const limit = {
        ...(maxChanges === undefined ? {} : { maxChanges }),
        ...(maxDeletes === undefined ? {} : { maxDeletes }),
      };
      const planned = await planInstance(desired, connection, {
        toolVersion,
        allowances,
        today,
        ...limit,
      });
      return { ...planned.plan, planned, ...shown(planned.plan, "plan") };
    },
    apply: async ({ planned }, applyOptions = {}) => {
      const report = await applyInstance(planned, connection, applyOptions);
      const conclusion = concludeReport(report);
      const sent = { kind: "apply", plan: planned.plan, report } as const;
      const toText = (): string => textOf(renderReport(clean(sent)));
      return { ...report, conclusion, exitCode: EXIT_OF[conclusion], toText };
    },
    drift: async () => {
      const plan = await findDrift(desired, connection, { toolVersion, today });
      return { ...plan, ...shown(plan, "drift") };
    },
    close: connection.close,
  };
}

const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => `${text}\n`).join("");

function frontendOf(key: string | undefined, live: boolean): string | null {
  if (key === undefined) return null;
  const known = parsePublishableKey(key, "publishableKey");
  if (known.live === live) return known.url;
  throw new Failure(
    "invalid_publishable_key",
    "publishableKey and secretKey are of different environments",
  );
}
