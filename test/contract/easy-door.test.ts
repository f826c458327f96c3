/** The library's easy door, as an `import` of the built package gives it, against an emulator. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  connect,
  Failure,
  loadFile,
  sentence,
  startEmulator,
  type Emulator,
  type Instance,
  type LoadOptions,
} from "clerkwork";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const FILE = `version: 1
target: { environment_type: development }
restrictions: { blocklist: true }
environments:
  staging:
    protect: { rules_enabled: true }
  production:
    target: { environment_type: production }
`;

let folder = "";
let emulator: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-door-"));
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(text: string): string {
  const path = join(folder, "clerkwork.yaml");
  writeFileSync(path, text);
  return path;
}

const open = async (
  key: string,
  text = FILE,
  options: LoadOptions = { environment: "staging" },
): Promise<Instance> =>
  connect(await loadFile(write(text), options), { secretKey: key, apiUrl: emulator.apiUrl });

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw error;
}

describe("loadFile", () => {
  it("rejects with one error that holds all issues, each with its place", async () => {
    const path = write("version: 1\nrestrictions: { blocklst: true, allowlist: maybe }\n");
    const failure = await failureOf(loadFile(path));
    expect([failure.code, failure.exitCode]).toEqual(["invalid_document", 3]);
    expect(failure.issues.map(({ at }) => at.line)).toEqual([2, 2]);
    expect(failure.issues.map(sentence).join("\n")).toContain("did you mean blocklist?");
  });

  it("rejects an environment that the file does not have", async () => {
    const failure = await failureOf(loadFile(write(FILE), { environment: "stagng" }));
    expect(failure.code).toBe("unknown_environment");
    expect(`${failure.message} ${failure.hint ?? ""}`).toContain("staging");
  });

  it("rejects a file with environments when none is named, in words of the library", async () => {
    const failure = await failureOf(loadFile(write(FILE)));
    expect(failure.code).toBe("environment_not_named");
    expect(failure.message).toContain("staging, production");
    expect(failure.message + String(failure.hint)).not.toContain("--");
  });

  it("takes the part above environments for null, and an environment by its name", async () => {
    const base = await loadFile(write(FILE), { environment: null });
    const staging = await loadFile(write(FILE), { environment: "staging" });
    expect(base.desired.declarations.map(({ address }) => address)).toEqual([
      "restrictions.blocklist",
    ]);
    expect(staging.desired.declarations).toHaveLength(2);
    expect([base.environment, staging.environment]).toEqual([null, "staging"]);
  });

  it("rejects a file that is not there, or is no text", async () => {
    const failure = await failureOf(loadFile(join(folder, "missing.yaml")));
    expect(failure.code).toBe("unreadable_file");
    const path = join(folder, "binary.yaml");
    writeFileSync(path, Buffer.from([0x76, 0xff, 0x80]));
    expect((await failureOf(loadFile(path))).issues[0]?.code).toBe("bad_encoding");
  });
});

describe("an instance", () => {
  it("plans, applies, and is then as the file says", async () => {
    const instance = await open("sk_test_door_converges");
    const plan = await instance.plan();
    expect(plan.changes.map(({ address }) => address)).toEqual([
      "restrictions.blocklist",
      "protect.rules_enabled",
    ]);
    expect(plan.refusals).toEqual([]);
    expect(plan.toText()).toContain("blocklist");
    expect(plan.toMarkdown()).toMatch(/^#/);
    const report = await instance.apply(plan);
    expect([report.conclusion, report.exitCode]).toEqual(["done", 0]);
    expect(report.outcomes.map(({ outcome }) => outcome)).toEqual(["confirmed", "confirmed"]);
    expect(report.toText()).toContain("rules_enabled");
    expect((await instance.plan()).changes).toEqual([]);
    expect((await instance.drift()).result).toBe("no_drift");
    instance.close();
  });

  it("tells drift", async () => {
    const instance = await open("sk_test_door_drift");
    const drift = await instance.drift();
    expect(drift.result).toBe("drift");
    expect(drift.toText()).toContain("blocklist");
    instance.close();
  });

  const TURNED_OFF = "version: 1\ninstance: { hibp: false }\n";

  it("does not apply what a guard refuses, and takes an allowance", async () => {
    const instance = await open("sk_live_door_refused", TURNED_OFF, {});
    const plan = await instance.plan();
    expect(plan.refusals.map(({ code }) => code)).toEqual(["hazard"]);
    const failure = await failureOf(instance.apply(plan));
    expect([failure.code, failure.exitCode]).toEqual(["refused", 4]);
    const allowances = [{ hazard: "weakens_security", address: "instance.hibp" }] as const;
    expect((await instance.plan({ allowances })).refusals).toEqual([]);
    expect((await instance.plan({ allowances, maxChanges: 0 })).refusals).toHaveLength(1);
    instance.close();
  });

  it("rejects another instance than the file's", async () => {
    const instance = await open("sk_test_door_wrong", FILE, { environment: "production" });
    const failure = await failureOf(instance.plan());
    expect([failure.code, failure.exitCode]).toEqual(["wrong_target", 4]);
    instance.close();
  });

  it("refuses a key that is none, without showing it", async () => {
    const file = await loadFile(write(FILE), { environment: null });
    const key = "pk_test_C4n4ryDoorBody0123456789";
    for (const secretKey of [undefined, "", key]) {
      const attempt = Promise.resolve().then(() => connect(file, { secretKey }));
      const failure = await failureOf(attempt);
      expect(failure.code).toBe("invalid_secret_key");
      expect(failure.message + String(failure.hint)).not.toContain("C4n4ry");
    }
  });
});
