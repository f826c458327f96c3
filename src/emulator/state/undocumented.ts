// Members of PATCH bodies that no published document has, and Clerk takes all the same.

import type { Json, JsonSchema } from "../../catalog/setting.ts";

export interface UndocumentedMember {
  readonly section: string;
  readonly name: string;
  readonly schema: JsonSchema;
  readonly initial: Json;
  /** Published answers carry the member although no published request does. */
  readonly inAnswers: boolean;
}

/** Members that Clerk takes without documenting it. clerk-sdk-go v3 types them. */
const UNDOCUMENTED: readonly UndocumentedMember[] = [
  {
    section: "organization",
    name: "force_organization_selection",
    schema: { type: "boolean" },
    initial: false,
    inAnswers: false,
  },
  {
    section: "organization",
    name: "organization_creation_defaults",
    schema: { type: "object" },
    initial: { enabled: false },
    inAnswers: false,
  },
  {
    section: "organization",
    name: "initial_role_set_key",
    schema: { type: ["string", "null"] },
    initial: null,
    inAnswers: true,
  },
  {
    section: "organization",
    name: "max_allowed_domains",
    schema: { type: "integer", minimum: 0 },
    initial: 10,
    inAnswers: true,
  },
];

export function undocumentedOf(section: string): readonly UndocumentedMember[] {
  return UNDOCUMENTED.filter((member) => member.section === section);
}
