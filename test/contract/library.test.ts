/**
 * clerkwork as a library, as docs/library.md documents it: what an `import` of the built package gives, without the CLI around
 * it. Nothing is printed, and the process is the caller's.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  API_VERSIONS,
  applyInstance,
  CATALOG,
  concludeReport,
  EXIT,
  Failure,
  findDrift,
  loadText,
  openConnection,
  parseApiUrl,
  parseDocument,
  parseProxy,
  parseSecretKey,
  planInstance,
  readDesired,
  sentence,
  startEmulator,
  validate,
  type Connection,
  type Desired,
  type Emulator,
  type Planned,
  type Report,
} from "clerkwork";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { at, parseObject } from "../rig/json.ts";

const FILE = `version: 1
restrictions:
  blocklist: true
organization:
  enabled: true
  creator_role: "org:admin"
protect: { rules_enabled: true }
`;

/** The code on docs/library.md. */
function documentedCode(): string {
  const page = readFileSync(join(PACKAGE_ROOT, "docs/library.md"), "utf8");
  return /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
}

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator.close();
});

function read(text: string): Desired {
  const parsed = parseDocument("clerkwork.yaml", text);
  const issues = parsed.ok ? validate(parsed.document) : parsed.issues;
  if (!parsed.ok || issues.length > 0) throw new Error(issues.map(sentence).join("\n"));
  return readDesired(parsed.document, CATALOG, null);
}

function thrownBy(something: () => unknown): unknown {
  try {
    something();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const open = (key: string, apiUrl = emulator.apiUrl): Connection =>
  openConnection({
    apiUrl: parseApiUrl(apiUrl, "CLERK_API_URL"),
    secretKey: parseSecretKey(key, "CLERK_SECRET_KEY"),
    apiVersion: "2026-05-12",
  });

const plan = (desired: Desired, connection: Connection): Promise<Planned> =>
  planInstance(desired, connection, {
    toolVersion: "1.0.0",
    allowances: [],
    today: "2026-01-01",
  });

describe("the built package, imported by its name", () => {
  it("is the build, not the source", () => {
    expect(import.meta.resolve("clerkwork")).toMatch(/\/dist\/index\.js$/);
  });

  it("goes through the proxy that it is given, and closes", async () => {
    const connection = openConnection({
      apiUrl: "https://api.clerk.test",
      secretKey: parseSecretKey("sk_test_library_proxy", "CLERK_SECRET_KEY"),
      apiVersion: "2026-05-12",
      // Nobody listens there.
      proxy: parseProxy("http://someone:secret@127.0.0.1:1", "other.test"),
    });
    const asked = connection.identify({ pin: {}, environment: null });
    await expect(asked).rejects.toThrow(/through the proxy 127\.0\.0\.1:1\b/);
    connection.close();
    await expect(connection.backend.get("/domains")).rejects.toThrow("closed");
  });

  it("plans, applies, and finds nothing more to do; without a word", async () => {
    const written = (["stdout", "stderr"] as const).map((stream) =>
      vi.spyOn(process[stream], "write"),
    );
    const logged = (["log", "info", "warn", "error", "debug"] as const).map((level) =>
      vi.spyOn(console, level),
    );
    const exit = vi.spyOn(process, "exit");
    try {
      const desired = read(FILE);
      const connection = open("sk_test_library_converges");
      const planned = await plan(desired, connection);
      expect(planned.plan.refusals).toEqual([]);
      expect(planned.plan.changes.map(({ address, from, to }) => [address, from, to])).toEqual([
        ["restrictions.blocklist", { known: true, value: false, source: "frontend_api" }, true],
        ["organization.enabled", { known: true, value: false, source: "backend_api" }, true],
        ["protect.rules_enabled", { known: true, value: false, source: "backend_api" }, true],
      ]);
      const report: Report = await applyInstance(planned, connection);
      expect(report.outcomes.map(({ outcome }) => outcome)).toEqual([
        "confirmed",
        "confirmed",
        "confirmed",
      ]);
      expect(concludeReport(report)).toBe("done");
      const again = await plan(desired, connection);
      expect(again.plan.changes).toEqual([]);
      const drift = await findDrift(desired, connection, {
        toolVersion: "1.0.0",
        today: "2026-01-01",
      });
      expect([drift.result, drift.changes, drift.calls]).toEqual(["no_drift", [], []]);
      for (const spy of [...written, ...logged, exit]) expect(spy).not.toHaveBeenCalled();
    } finally {
      vi.restoreAllMocks();
    }
  });

  it("says what is wrong with a file as data and in words, with the place", () => {
    const parsed = parseDocument(
      "clerkwork.yaml",
      "version: 1\nrestrictions: { blocklst: true }\n",
    );
    if (!parsed.ok) throw new Error("the file can be parsed");
    const [issue, ...others] = validate(parsed.document);
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ code: "unknown_setting", at: { line: 2, column: 17 } });
    expect(issue && sentence(issue)).toContain("did you mean blocklist?");
  });

  it("reads a file at once, or throws one Failure with all that is wrong with it", () => {
    const [desired, ...more] = loadText("clerkwork.yaml", FILE, "top", "2026-01-01");
    expect(more).toEqual([]);
    expect(desired).toEqual(read(FILE));
    const bad = "version: 1\nrestrictions: { blocklst: true }\nprotect: { rules_enabled: 1 }\n";
    const thrown = thrownBy(() => loadText("clerkwork.yaml", bad, "top", "2026-01-01"));
    expect(thrown).toBeInstanceOf(Failure);
    expect(thrown).toMatchObject({
      code: "invalid_document",
      exitCode: EXIT.invalid,
      issues: [{ code: "unknown_setting" }, { code: "wrong_type" }],
    });
  });

  const IGNORING = `${FILE}ignore:
  - { address: restrictions.blocklist, reason: trial, until: 2025-12-31 }
`;
  const expired = {
    code: "invalid_document",
    exitCode: EXIT.invalid,
    issues: [{ code: "expired_ignore", at: { file: "clerkwork.yaml", line: 9, column: 5 } }],
  };

  it("takes no exception that has run out, and sends nothing", async () => {
    const requests: string[] = [];
    const connection = openConnection({
      apiUrl: emulator.apiUrl,
      secretKey: parseSecretKey("sk_test_library_expired", "CLERK_SECRET_KEY"),
      apiVersion: "2026-05-12",
      log: ({ method, where }) => requests.push(`${method} ${where}`),
    });
    const options = { toolVersion: "1.0.0", allowances: [], today: "2026-01-01" };
    const desired = read(IGNORING);
    for (const verb of [
      planInstance(desired, connection, options),
      findDrift(desired, connection, options),
    ]) {
      const thrown: unknown = await verb.catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(Failure);
      expect(thrown).toMatchObject(expired);
    }
    expect(thrownBy(() => loadText("clerkwork.yaml", IGNORING, "top", "2026-01-01"))).toMatchObject(
      expired,
    );
    expect(requests).toEqual([]);
  });

  it("takes an exception on its last day", async () => {
    const desired = read(IGNORING);
    const { plan: planned } = await planInstance(desired, open("sk_test_library_last_day"), {
      toolVersion: "1.0.0",
      allowances: [],
      today: "2025-12-31",
    });
    expect(planned.ignored).toMatchObject([{ address: "restrictions.blocklist" }]);
  });

  it("throws a Failure for another instance, and sends nothing", async () => {
    const desired = read(`${FILE}target: { instance_id: ins_another }\n`);
    const thrown = await plan(desired, open("sk_test_library_other")).catch(
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(Failure);
    expect(thrown).toMatchObject({ code: "wrong_target", exitCode: EXIT.refused });
  });

  it("throws a Failure for a Clerk that is not there, and it does not hold the key", async () => {
    const key = "sk_test_library_unreachable";
    const gone = await startEmulator();
    await gone.close();
    const controller = new AbortController();
    controller.abort(new Error("no more patience"));
    const connection = openConnection({
      apiUrl: gone.apiUrl,
      secretKey: parseSecretKey(key, "CLERK_SECRET_KEY"),
      apiVersion: "2026-05-12",
      signal: controller.signal,
    });
    const thrown: unknown = await plan(read(FILE), connection).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Failure);
    expect(thrown).toMatchObject({ exitCode: EXIT.failed });
    const shown = [JSON.stringify(thrown), String(thrown), JSON.stringify(connection)].join("\n");
    expect(shown).not.toContain("library_unreachable");
  });

  it("gives the refusals to whoever applies: a production instance is guarded", async () => {
    const connection = open("sk_live_library_guarded");
    const first = read("version: 1\nrestrictions: { blocklist: true }\n");
    await applyInstance(await plan(first, connection), connection);
    const { plan: planned } = await plan(
      read("version: 1\nrestrictions: { blocklist: false }\n"),
      connection,
    );
    expect(planned.refusals).toMatchObject([
      {
        address: "restrictions.blocklist",
        hazard: "weakens_security",
        allow: "--allow weakens_security=restrictions.blocklist",
      },
    ]);
  });

  it("exports what the page's example imports", async () => {
    const names = /import \{([^}]*)\} from "clerkwork"/.exec(documentedCode())?.[1] ?? "";
    const documented = names.split(",").map((name) => name.trim());
    const exported: Record<string, unknown> = await import("clerkwork");
    const missing = documented.filter((name) => name !== "" && exported[name] === undefined);
    expect(documented).toEqual(["connect", "loadFile"]);
    expect(missing).toEqual([]);
    expect(API_VERSIONS).toContain("2026-05-12");
  });

  it("names in package.json only files that are there", () => {
    const { exports } = parseObject(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
    const files = [
      at(exports, ".", "types"),
      at(exports, ".", "default"),
      at(exports, "./schema.json"),
    ];
    const absent = files.filter((file) => !existsSync(join(PACKAGE_ROOT, String(file))));
    expect(absent).toEqual([]);
  });
});

describe("in a process of its own", () => {
  /** Runs a module's text in the package's folder, with IPC; what it sends, and what it printed. */
  async function runModule(
    text: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<{ readonly code: number | null; readonly printed: string; readonly sent: unknown[] }> {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", text], {
      cwd: PACKAGE_ROOT,
      env: { PATH: process.env["PATH"] ?? "", ...environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
    const sent: unknown[] = [];
    child.on("message", (message) => {
      sent.push(message);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, printed, sent };
  }

  it("an import prints nothing, leaves the process alone and keeps it from nothing", async () => {
    const { code, printed, sent } = await runModule(
      [
        "const before = { listeners: process.eventNames().length, env: { ...process.env } };",
        'await import("clerkwork");',
        "const same = JSON.stringify(before.env) === JSON.stringify(process.env);",
        "process.send({ same, listeners: process.eventNames().length - before.listeners });",
        "process.disconnect();",
      ].join("\n"),
      { CLERK_SECRET_KEY: "sk_test_library_import" },
    );
    expect({ code, printed, sent }).toEqual({
      code: 0,
      printed: "",
      sent: [{ same: true, listeners: 0 }],
    });
  });

  it("an error that nobody catches shows the line that threw, and not the whole build", async () => {
    const text =
      'const { parseSecretKey } = await import("clerkwork"); parseSecretKey("", "THE_KEY");';
    const { code, printed } = await runModule(text, {});
    expect(code).toBe(1);
    expect(printed).toContain("throw new Failure(");
    expect(printed).toContain("THE_KEY");
    expect(printed.length).toBeLessThan(4000);
  });

  it("the page's example runs as it stands, and the process ends by itself", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clerkwork-readme-"));
    const path = join(folder, "clerkwork.yaml");
    writeFileSync(path, FILE);
    const code = documentedCode()
      .replace('"clerkwork.yaml"', JSON.stringify(path))
      .replace("secretKey:", 'apiUrl: process.env["CLERK_API_URL"], secretKey:');
    expect(code).toContain(JSON.stringify(path));
    const result = await runModule(
      [
        "const told = [];",
        "const tell = (...words) => told.push(words);",
        code.replaceAll("console.log(", "tell("),
        "process.send(told);",
        "process.disconnect();",
      ].join("\n"),
      { CLERK_SECRET_KEY: "sk_test_library_readme", CLERK_API_URL: emulator.apiUrl },
    );
    rmSync(folder, { recursive: true });
    expect([result.code, result.printed]).toEqual([0, ""]);
    const [[[shown], [conclusion, exitCode, outcomes]]] = result.sent as [
      [[string], [string, number, readonly { address: string; outcome: string }[]]],
    ];
    expect(shown).toContain("blocklist");
    expect([conclusion, exitCode]).toEqual(["done", 0]);
    expect(outcomes.map(({ address, outcome }) => [address, outcome])).toEqual([
      ["restrictions.blocklist", "confirmed"],
      ["organization.enabled", "confirmed"],
      ["protect.rules_enabled", "confirmed"],
    ]);
  });
});
