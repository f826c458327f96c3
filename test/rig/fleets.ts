/** Files of many instances, each pinned and with a key of its own, and the model instances that go with them. */
import { DEVELOPMENT_KEY, PRODUCTION_KEY, type InstanceOptions } from "./clerk-server.ts";
import type { ScenarioOptions } from "./cli.ts";

export interface Fleet {
  readonly names: readonly string[];
  readonly keys: readonly string[];
  readonly ids: readonly string[];
  readonly options: ScenarioOptions & {
    readonly env: Readonly<Record<string, string | undefined>>;
  };
  /** The same keys, as a file of keys has them. */
  readonly keysFile: string;
}

const variableOf = (index: number): string => `K${index + 1}`;

/** One entry of `environments`, pinned. */
export const entryOf = (name: string, index: number, id: string): string =>
  `  ${name}: { target: { instance_id: ${id}, secret_key_env: ${variableOf(index)} } }\n`;

export const SETTINGS = "restrictions: { blocklist: true }\nprotect: { rules_enabled: true }\n";

/** So many instances, `e001` and so on: the third is one of production, the others are not. */
export function pinnedFleet(count: number): Fleet {
  const padded = Array.from({ length: count }, (_, index) => String(index + 1).padStart(3, "0"));
  const names = padded.map((number) => `e${number}`);
  const ids = padded.map((number) => `ins_2fleet${number}`);
  const keys = padded.map(
    (number, index) =>
      [DEVELOPMENT_KEY, null, PRODUCTION_KEY][index] ??
      `sk_test_C4n4ryMany${number}Key0123456789abcdef`,
  );
  const instances = keys.map((key, index): InstanceOptions => ({
    key,
    state: (state) => {
      state.id = ids[index] ?? "";
    },
  }));
  return {
    names,
    keys,
    ids,
    keysFile: keys.map((key, index) => `${variableOf(index)}=${key}\n`).join(""),
    options: {
      yaml: `version: 1\n${SETTINGS}environments:\n${names.map((name, index) => entryOf(name, index, ids[index] ?? "")).join("")}`,
      clerk: { ...instances[0], others: instances.slice(1) },
      env: {
        CLERK_SECRET_KEY: undefined,
        ...Object.fromEntries(keys.map((key, index) => [variableOf(index), key])),
      },
    },
  };
}

/** The records of JSON Lines, as they stand. */
export const recordsOf = (stdout: string): readonly Record<string, unknown>[] =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
