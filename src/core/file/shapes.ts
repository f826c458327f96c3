// What the file takes outside its sections and lists, each with what it is called when something else stands there.

import type { JsonSchema } from "../../catalog/setting.ts";

/** The keys of `target`. */
export const TARGET_KEYS = {
  instance_id: {
    type: "string",
    pattern: "^ins_[A-Za-z0-9_]+$",
    maxLength: 100,
    $comment: "an instance id, such as ins_2abc",
  },
  environment_type: { type: "string", enum: ["development", "production"] },
  secret_key_env: {
    description:
      "The environment variable that holds the secret key; CLERK_SECRET_KEY when left out.",
    type: "string",
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    maxLength: 100,
    $comment: "the name of an environment variable",
  },
} as const satisfies Record<string, JsonSchema>;

/** The names of environments. */
export const ENVIRONMENT_NAME = {
  pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
  maxLength: 100,
  $comment: "at most 100 letters, digits, dots, _ and -, of which the first is a letter or a digit",
} as const satisfies JsonSchema;
