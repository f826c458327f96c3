// A file of so many instances of the emulator, and the keys that go with them.

/** Each is pinned and has a key of its own; every tenth overrides a setting. */
export async function makeFleet(url, count) {
  const names = Array.from(
    { length: count },
    (_, index) => `tenant-${String(index + 1).padStart(4, "0")}`,
  );
  const keyOf = (name) => `sk_test_bench${name.replace("-", "")}`;
  const variableOf = (name) => `KEY_${name.replace("-", "_").toUpperCase()}`;
  const entries = [];
  for (const [index, name] of names.entries()) {
    const headers = { authorization: `Bearer ${keyOf(name)}`, "clerk-api-version": "2026-05-12" };
    const { id } = await (await fetch(`${url}/v1/instance`, { headers })).json();
    const own = index % 10 === 0 ? "    restrictions: { blocklist: false }\n" : "";
    entries.push(
      `  ${name}:\n    target: { instance_id: ${id}, secret_key_env: ${variableOf(name)} }\n${own}`,
    );
  }
  return {
    yaml: `version: 1\nrestrictions: { blocklist: true }\nprotect: { rules_enabled: true }\nenvironments:\n${entries.join("")}`,
    keys: names.map((name) => `${variableOf(name)}=${keyOf(name)}\n`).join(""),
  };
}
