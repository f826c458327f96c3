// What people call a permission or a role.

import { text } from "../rows.ts";

export const NAME = text("name", {
  doc: "What it is called in the Dashboard.",
  echo: "name",
  createdAs: "needed",
  schema: { minLength: 1 },
});

export const DESCRIPTION = text("description", {
  doc: "What it is for.",
  echo: "description",
  createdAs: { value: "" },
  read: [{ via: "backend_api", path: "", member: [], transform: "null_is_empty" }],
});
