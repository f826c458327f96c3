import { describe, test } from "vitest";
import { REAL } from "./implementation.ts";
import { LAWS } from "./laws.ts";
import { law14 } from "./honesty.ts";
import { law11 } from "./secrecy.ts";

// The law about secrets has a file of its own: it opens sockets, and another law counts them.
const here = LAWS.filter((law) => law !== law11 && law !== law14);

// Side by side, for one of them waits for real seconds and starts first; so each has an `expect` of
// its own.
describe.concurrent("laws", { timeout: 240_000 }, () => {
  test.for([law14, ...here].map((law) => [law.name, law] as const))(
    "%s",
    async ([, { check }], { expect }) => {
      await expect(check(REAL)).resolves.toBeUndefined();
    },
  );
});
