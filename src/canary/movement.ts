// One thing that moved in Clerk's API, as a finding.

export interface Movement {
  readonly kind:
    | "member_added"
    | "member_removed"
    | "member_deprecated"
    | "type_changed"
    | "nullability_changed"
    | "text_changed"
    | "answer_member_added"
    | "answer_member_removed"
    | "required_changed"
    | "endpoint_added"
    | "endpoint_removed"
    | "readable_added"
    | "version_added";
  /** The document's own version. */
  readonly version: string;
  readonly path: string;
  /** Null: the whole endpoint. */
  readonly member: string | null;
  readonly message: string;
  /** The row to add to the catalog; null: something else is to be done. */
  readonly row: string | null;
}

/** Two findings with the same key are one thing that moved. */
export const keyOf = ({ kind, path, member }: Pick<Movement, "kind" | "path" | "member">): string =>
  `${kind} ${path} ${member ?? ""}`;
