/** The emulator as a command: what it says on its terminal of the requests that it gets. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { expectExit, startCli, workspace } from "../rig/cli.ts";
import { parseObject, stringAt } from "../rig/json.ts";

const KEY = "sk_test_emulatorLog0123456789";

test("--verbose: a line for each request, faults named, without the key", async () => {
  const space = workspace();
  try {
    const running = startCli(["emulator", "--format", "json", "--verbose"], {
      cwd: space.dir,
      secrets: [KEY],
    });
    if (!running.child.stdout) throw new Error("no pipe");
    const [first] = (await once(createInterface({ input: running.child.stdout }), "line")) as [
      string,
    ];
    const url = stringAt(parseObject(first), "api_url");
    const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
    const ask = (method: string, path: string, body?: object): Promise<Response> =>
      fetch(`${url}${path}`, {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    await ask("POST", "/_emulator/faults", { action: "404", path: "/instance/protect" });
    const missing = await ask("GET", "/v1/instance/protect");
    expect(missing.status).toBe(404);
    await ask("PATCH", "/v1/instance/protect", { rules_enabled: true });
    running.kill("SIGINT");
    const result = await running.done;
    expectExit(result, 0);
    expect(result.stderr).toBe(
      `GET /v1/instance/protect: 404 Not Found, by the fault 404
PATCH /v1/instance/protect: 200 OK {"rules_enabled":true}
`,
    );
  } finally {
    space.remove();
  }
});

test("--format markdown is refused: there is nothing to show so", async () => {
  const space = workspace();
  try {
    const result = await startCli(["emulator", "--format", "markdown"], { cwd: space.dir }).done;
    expectExit(result, 3);
    expect(result.said).toContain("markdown");
  } finally {
    space.remove();
  }
});
