/** Runs the built CLI against the fault server, with its time sped up; and what every run must leave true. */
import { writeFileSync } from "node:fs";
import {
  HASTENED_CHILD,
  startCli,
  told,
  watchReaders,
  workspace,
  type CliResult,
  type RunningCli,
  type Workspace,
} from "./cli.ts";
import { startFaults, type FaultOptions, type FaultServer } from "./fault-server.ts";
import type { Exchange } from "./fault-rules.ts";

/** A second of the tool is so much less for the test. */
export const FASTER = 20;

export interface FaultScene {
  readonly server: FaultServer;
  readonly space: Workspace;
  readonly start: (...args: readonly string[]) => RunningCli;
  /** With further variables. */
  readonly startWith: (
    env: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ) => RunningCli;
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  readonly names: (rule: object) => void;
}

export interface SceneOptions extends FaultOptions {
  readonly yaml: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly faster?: number;
}

/** A fault server and a workspace; whatever fails, the last run and what reached the server are shown. */
export async function faultScene(
  options: SceneOptions,
  body: (scene: FaultScene) => Promise<void>,
): Promise<void> {
  const server = await startFaults(options);
  const space = workspace(options.yaml);
  const names = space.path("names.json");
  let last: CliResult | undefined;
  const watch = watchReaders(server.clerk.writes);
  const startWith: FaultScene["startWith"] = (env, ...args) =>
    watch(
      startCli(args, {
        cwd: space.dir,
        env: {
          CLERK_SECRET_KEY: server.clerk.key,
          CLERK_API_URL: server.url,
          RIG_TIME: String(options.faster ?? FASTER),
          RIG_NAMES: names,
          ...options.env,
          ...env,
        },
        secrets: [server.clerk.key],
        nodeOptions: ["--require", HASTENED_CHILD],
      }),
      args,
    );
  const start: FaultScene["start"] = (...args) => startWith({}, ...args);
  try {
    await body({
      server,
      space,
      start,
      startWith,
      run: async (...args) => (last = await start(...args).done),
      names: (rule) => writeFileSync(names, JSON.stringify(rule)),
    });
    if (server.clerk.violations.length > 0)
      throw new Error(`a request broke a rule: ${server.clerk.violations.join("; ")}`);
  } catch (error) {
    if (error instanceof Error) {
      const seen = server.exchanges.map(lineOf).join("\n");
      error.message += `\n${last ? told(last) : ""}\n--- the server saw\n${seen}`;
    }
    throw error;
  } finally {
    await server.stop();
    space.remove();
  }
}

const lineOf = ({ method, path, body, events, status, answered }: Exchange): string =>
  `${method} ${path} ${body} [${events.join(" ")}] ${status ?? "not carried out"}, answered: ${answered}`;

/** PATCHes that came, whole or not. */
export const patchesOf = (server: FaultServer, path?: string): readonly Exchange[] =>
  server.exchanges.filter(
    (exchange) => exchange.method === "PATCH" && (path === undefined || exchange.path === path),
  );

/**
 * Writes of one section that followed each other without a read between them that was answered; a refusal says itself
 * that nothing was written.
 */
export function blindResends(server: FaultServer): readonly string[] {
  return server.exchanges.flatMap((exchange, index) => {
    if (exchange.method !== "PATCH") return [];
    const earlier = server.exchanges.findLastIndex(
      (one, at) => at < index && one.method === "PATCH" && one.path === exchange.path,
    );
    if (earlier < 0 || server.exchanges[earlier]?.body !== exchange.body) return [];
    const between = server.exchanges.slice(earlier + 1, index);
    return between.some(({ method, answered }) => method === "GET" && answered !== "no")
      ? []
      : [lineOf(exchange)];
  });
}
