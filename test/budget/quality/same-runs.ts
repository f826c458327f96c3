// Few runs of each property, the same each time: a mutant must not live or die by chance.

import * as fc from "fast-check";

fc.configureGlobal({ numRuns: 20, seed: 20_260_512 });
