// What `schema --of` takes. By name alone: the schemas are built when one is asked for.

export const SCHEMA_NAMES = [
  "file",
  "plan",
  "offline-plan",
  "drift",
  "apply",
  "rollback",
  "pull",
  "compare",
  "promote",
  "receipt",
  "validate",
  "explain",
  "fleet",
  "report",
  "shards",
  "error",
  "change-domain",
  "openapi",
] as const;

export type SchemaName = (typeof SCHEMA_NAMES)[number];
