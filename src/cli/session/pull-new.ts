// Pull where no file is yet: everything that an instance shows, or several, as a new file.

import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { NEWEST_API_VERSION } from "../../catalog/api-version.ts";
import { CATALOG } from "../../catalog/catalog.ts";
import { environmentsOf, readDesired, type Desired } from "../../core/file/desired.ts";
import { parseDocument } from "../../core/file/document.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { PulledEdit, PulledSkip } from "../../core/report/pull.ts";
import { draftFile, type DraftPart } from "../../reconcile/pull-draft.ts";
import { presentRows } from "../../reconcile/pull-items.ts";
import { pullInstance, rowsIn } from "../../reconcile/pull.ts";
import { rejectIssues, validate } from "../../reconcile/load.ts";
import type { Context } from "../context.ts";
import type { ConnectionFlags } from "../flags.ts";
import type { PullFlags } from "./pull-flags.ts";
import { requireDistinct } from "./distinct.ts";
import { environmentNameOf, prepareAll } from "./prepare-all.ts";

/** A new file, not written yet. */
export interface NewFile {
  readonly text: string;
  readonly edits: readonly PulledEdit[];
  readonly skipped: readonly PulledSkip[];
}

/** One instance of a new file: the environment that it becomes, and the variable of its key. */
export interface NewPart {
  readonly environment: string | null;
  /** Undefined: CLERK_SECRET_KEY. */
  readonly variable?: string | undefined;
}

/** The variable that a new file takes an environment's key from: CLERK_SECRET_KEY_STAGING. */
export const variableOf = (environment: string): string =>
  `CLERK_SECRET_KEY_${environment.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Why no environment can have the name; undefined: one can. */
export const whyNoName = (name: string): string | undefined =>
  NAME.test(name)
    ? undefined
    : `${JSON.stringify(name)} can't be the name of an environment: letters, digits, and . _ - behind the first`;

/** Throws a `Failure` (exit 3) for a name that no environment can have. */
export function requireName(name: string): string {
  const why = whyNoName(name);
  if (why === undefined) return name;
  throw new Failure("invalid_usage", why);
}

/**
 * Reads the instances side by side. Throws a `Failure`: exit 3 for a key that is missing, exit 1 when something
 * can't be read, exit 4 for two parts that come to one instance.
 */
export async function readNewFile(
  context: Context,
  flags: Pick<PullFlags, "only"> & ConnectionFlags,
  file: string,
  parts: readonly NewPart[],
): Promise<NewFile> {
  const apiVersion = NEWEST_API_VERSION;
  const settings = rowsIn(apiVersion).filter(
    ({ address }) =>
      !flags.only || flags.only.some((one) => one === address || address.startsWith(`${one}.`)),
  );
  const rows = [...settings, ...presentRows(flags.only)];
  const instances = prepareAll(
    context,
    parts.map((part) => blank(file, part)),
    environmentNameOf,
    flags,
  );
  context.interruption.listen();
  if (parts.length > 1) await requireDistinct(instances);
  const read = await Promise.all(
    instances.map(async ({ desired, open }, index): Promise<DraftPart> => {
      const connection = open();
      const expected = { pin: {}, environment: desired.environment };
      const isSecret = context.terminal.holdsHidden;
      try {
        const one = await pullInstance(rows, connection, expected, apiVersion, { isSecret });
        return { ...one, ...(parts[index] ?? { environment: null }) };
      } finally {
        connection.close();
      }
    }),
  );
  const text = draftFile(read, apiVersion, schemaFrom(file));
  return { text, edits: editsIn(file, text), skipped: skippedOf(read) };
}

function blank(file: string, { environment, variable }: NewPart): Desired {
  return {
    file,
    environment,
    apiVersion: NEWEST_API_VERSION,
    target: variable === undefined ? {} : { secret_key_env: variable },
    declarations: [],
    consents: [],
    ignores: [],
    environments: [],
    pinned: new Map(),
    emptySections: [],
  };
}

/** What the file says, by place. A text of our own that is not valid is thrown as a `Failure`. */
function editsIn(file: string, text: string): readonly PulledEdit[] {
  const parsed = parseDocument(file, text);
  if (!parsed.ok) throw new Error("the new file can't be read back");
  const { document } = parsed;
  rejectIssues(validate(document));
  const found = new Map<string, PulledEdit>();
  for (const name of [null, ...environmentsOf(document)]) {
    for (const { address, pointer, value } of readDesired(document, CATALOG, name).declarations) {
      const environment = pointer.startsWith("/environments/") ? name : null;
      const { line } = document.keyAt(pointer);
      if (!found.has(pointer))
        found.set(pointer, { address, environment, line, to: value, also_for: [] });
    }
  }
  return [...found.values()].toSorted((a, b) => a.line - b.line);
}

/** The same reason for all of them is told once. */
function skippedOf(parts: readonly DraftPart[]): readonly PulledSkip[] {
  const all = parts.flatMap(({ environment, pulled }) =>
    pulled.flatMap((one): PulledSkip[] =>
      one.kind === "value"
        ? []
        : [{ address: one.row.address, environment, code: one.why.code, why: one.why.says }],
    ),
  );
  const isEverywhere = (one: PulledSkip): boolean =>
    all.filter(({ address, why }) => address === one.address && why === one.why).length ===
    parts.length;
  const told = all.map((one) => (isEverywhere(one) ? { ...one, environment: null } : one));
  return told.filter(
    (one, index) =>
      told.findIndex(
        (other) => other.address === one.address && other.environment === one.environment,
      ) === index,
  );
}

const SCHEMA = "node_modules/clerkwork/schemas/clerkwork.schema.json";

/** Where the editor finds the schema, as a path from the file: in the nearest folder that has the package. */
function schemaFrom(file: string): string {
  const folder = resolve(dirname(file));
  for (let above = folder; ; above = dirname(above)) {
    if (existsSync(join(above, SCHEMA))) {
      const path = relative(folder, join(above, SCHEMA)).replaceAll("\\", "/");
      return path.startsWith(".") ? path : `./${path}`;
    }
    if (above === dirname(above)) return `./${SCHEMA}`;
  }
}
