// The command line, as a map of its commands.

import { buildRouteMap } from "@stricli/core";
import type { Context } from "./context.ts";
import { emulator, explain, schema, validate } from "./offline-routes.ts";
import { apply, changeDomain, drift, plan, rollback } from "./online-routes.ts";

export const routes = buildRouteMap<string, Context>({
  routes: { validate, plan, apply, drift, rollback, explain, schema, changeDomain, emulator },
  docs: {
    brief:
      "Clerk instance settings as code: plan in pull requests, apply on merge, drift on a schedule",
  },
});
