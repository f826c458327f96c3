import { describe, expect, test } from "vitest";
import { LAWS } from "./laws.ts";
import { PLANTED } from "./planted.ts";

const pairs = PLANTED.flatMap(({ name, faulty, caughtBy }) =>
  caughtBy.map((law) => [name, law.name, law, faulty] as const),
);

describe("a fault that is planted is caught", { timeout: 240_000 }, () => {
  test.each(pairs)("%s: %s", async (_fault, _law, law, faulty) => {
    const caught = await law.check(faulty, { hasty: true }).catch((error: unknown) => error);
    // By what the law expects, not by breaking down on the way.
    expect(caught).toMatchObject({ cause: { name: "AssertionError" } });
  });

  test.each(LAWS.map((law) => [law.name, law] as const))("at least one is for: %s", (_, law) => {
    expect(PLANTED.filter(({ caughtBy }) => caughtBy.includes(law))).not.toEqual([]);
  });
});
