// The load tier of the commands that speak to Clerk: one module, so that the bundle keeps it together.

export { default as apply } from "./commands/apply.ts";
export { default as changeDomain } from "./commands/change-domain.ts";
export { default as drift } from "./commands/drift.ts";
export { default as plan } from "./commands/plan.ts";
export { default as rollback } from "./commands/rollback.ts";
