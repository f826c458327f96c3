// The load tier of the commands that compare the file with an instance: one module, so that the bundle keeps it together.

export { default as apply } from "./commands/apply.ts";
export { default as drift } from "./commands/drift.ts";
export { default as plan } from "./commands/plan.ts";
