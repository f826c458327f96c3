/** An emulated Clerk per test, and the built CLI pointed at it. */
import { startEmulator } from "../../src/emulator/emulator.ts";
import { ask, type Reply } from "../emulator/asking.ts";
import { runCli, workspace, type CliResult, type Stdin, type Workspace } from "../rig/cli.ts";
import { at, listAt, type Json } from "../rig/json.ts";

export interface Scene {
  readonly key: string;
  /** Without `/v1`. */
  readonly apiUrl: string;
  /** The emulator's own endpoints, for this instance. */
  readonly control: (method: string, path: string, body?: unknown) => Promise<Reply>;
  /** A call of Clerk's Backend API, past the tool. */
  readonly clerk: (method: string, path: string, body?: unknown) => Promise<Reply>;
  /** What the instance got, as `METHOD /path`; the emulator's own endpoints and the test's own calls are not in it. */
  readonly received: () => Promise<readonly string[]>;
  /** The bodies of what the instance got by that method. */
  readonly bodies: (method: string) => Promise<readonly Json[]>;
  readonly space: Workspace;
  /** Runs the built CLI in the workspace, against this instance. */
  readonly run: (...args: string[]) => Promise<CliResult>;
  readonly runWith: (
    options: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: Stdin },
    ...args: string[]
  ) => Promise<CliResult>;
}

export interface SceneOptions {
  readonly production?: boolean;
  readonly switches?: { readonly [name: string]: unknown };
  /** The file, as `clerkwork.yaml`. */
  readonly yaml?: string;
}

let scenes = 0;

/** Plays one test on an emulated Clerk of its own. */
export async function play(
  { production = false, switches, yaml }: SceneOptions,
  body: (scene: Scene) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator();
  const { apiUrl } = emulator;
  scenes += 1;
  const key = `sk_${production ? "live" : "test"}_contract_${scenes}_0123456789`;
  const space = workspace(yaml);
  const control: Scene["control"] = async (method, path, sent) => {
    const reply = await ask(`${apiUrl}/_emulator`, method, path, {
      key,
      ...(sent !== undefined && { body: sent }),
    });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
    return reply;
  };
  const runWith: Scene["runWith"] = ({ env, stdin }, ...args) =>
    runCli(args, {
      cwd: space.dir,
      env: { CLERK_SECRET_KEY: key, CLERK_API_URL: apiUrl, ...env },
      ...(stdin === undefined ? {} : { stdin }),
    });
  const log = async (): Promise<readonly Json[]> =>
    listAt((await control("GET", "/requests")).body, "requests");
  try {
    if (switches) await control("PATCH", "/switches", switches);
    await body({
      key,
      apiUrl,
      control,
      clerk: async (method, path, sent) => {
        const reply = await ask(`${apiUrl}/v1`, method, path, {
          key,
          ...(sent !== undefined && { body: sent }),
        });
        await control("DELETE", "/requests");
        return reply;
      },
      received: async () =>
        (await log()).map((entry) => `${String(at(entry, "method"))} ${String(at(entry, "path"))}`),
      bodies: async (method) =>
        (await log())
          .filter((entry) => at(entry, "method") === method)
          .map((entry) => at(entry, "body") ?? null),
      space,
      runWith,
      run: (...args) => runWith({}, ...args),
    });
  } finally {
    space.remove();
    await emulator.close();
  }
}

/** The addresses of a document's `changes`, in its order. */
export function changedIn(document: unknown): readonly string[] {
  return listAt(document, "changes").map((change) => String(at(change, "address")));
}

/** Of an apply's `--format json`: each address with what became of it. */
export function outcomesIn(document: unknown): { readonly [address: string]: unknown } {
  return Object.fromEntries(
    listAt(document, "outcomes").map((one) => [String(at(one, "address")), at(one, "outcome")]),
  );
}
