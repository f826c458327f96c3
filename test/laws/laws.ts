import { law9 } from "./accepting.ts";
import { law1, law2, law3 } from "./applying.ts";
import { law13, law14 } from "./honesty.ts";
import type { Law } from "./law.ts";
import { law7 } from "./ordering.ts";
import { law12, law4, law5, law6 } from "./planning.ts";
import { law11 } from "./secrecy.ts";

/** The laws of the design that can be judged without the built CLI, in its order. */
export const LAWS: readonly Law[] = [
  law1,
  law2,
  law3,
  law4,
  law5,
  law6,
  law7,
  law9,
  law11,
  law12,
  law13,
  law14,
];
