// What the laws are about: the functions under test, so that a faulty one can be put in their place.

import { CATALOG } from "../../src/catalog/catalog.ts";
import { readDesired } from "../../src/core/file/desired.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import { toDrift } from "../../src/core/plan/drift.ts";
import { orderSteps } from "../../src/core/plan/order.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import { renderMarkdown } from "../../src/core/render/markdown.ts";
import { renderPlan } from "../../src/core/render/plan.ts";
import { redact } from "../../src/core/text/secret.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { applyInstance } from "../../src/reconcile/apply.ts";
import { validate } from "../../src/reconcile/load.ts";
import { planInstance } from "../../src/reconcile/plan.ts";

export interface Implementation {
  readonly parseDocument: typeof parseDocument;
  readonly validate: typeof validate;
  readonly readDesired: typeof readDesired;
  readonly planInstance: typeof planInstance;
  readonly applyInstance: typeof applyInstance;
  readonly toDrift: typeof toDrift;
  readonly renderPlan: typeof renderPlan;
  readonly renderMarkdown: typeof renderMarkdown;
  readonly orderSteps: typeof orderSteps;
  readonly callsFor: typeof callsFor;
  readonly redact: typeof redact;
  readonly parseSecretKey: typeof parseSecretKey;
}

export const REAL: Implementation = {
  parseDocument,
  validate,
  readDesired,
  planInstance,
  applyInstance,
  toDrift,
  renderPlan,
  renderMarkdown,
  orderSteps,
  callsFor,
  redact,
  parseSecretKey,
};

export { CATALOG };
