// What the laws are about: the functions under test, so that a faulty one can be put in their place.

import { CATALOG } from "../../src/catalog/catalog.ts";
import { readDesired } from "../../src/core/desired.ts";
import { parseDocument } from "../../src/core/document.ts";
import { toDrift } from "../../src/core/drift.ts";
import { orderSteps } from "../../src/core/order.ts";
import { planCalls } from "../../src/core/plan.ts";
import { renderMarkdown } from "../../src/core/render-markdown.ts";
import { renderPlan } from "../../src/core/render-plan.ts";
import { redact } from "../../src/core/secret.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { applyInstance, planInstance } from "../../src/reconcile.ts";
import { validate } from "../../src/validate-document.ts";

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
  readonly planCalls: typeof planCalls;
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
  planCalls,
  redact,
  parseSecretKey,
};

export { CATALOG };
