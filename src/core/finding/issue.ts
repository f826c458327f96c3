// What is wrong with a file: findings as data, words last. A closed table with typed arguments.

import { templateOf, type ArgsOf } from "./sentence.ts";
import type { Position } from "./position.ts";

const nearest = (args: { readonly nearest?: string }): string =>
  args.nearest ? `; did you mean ${args.nearest}?` : "";

const SENTENCES = {
  unreadable_file: (a: { why: string }) => `can't read the file: ${a.why}`,
  empty_file: () => "the file is empty",
  too_large: (a: { limit: number }) => `the file is larger than ${a.limit} bytes`,
  bad_encoding: () => "the file is not UTF-8 from here on: save it as UTF-8",
  utf16: (a: { encoding: string }) => `the file is ${a.encoding}: save it as UTF-8`,
  bad_character: (a: { character: string }) => `the character ${a.character} is not allowed here`,
  lone_carriage_return: () =>
    "a carriage return without a line feed: save the file with LF or CRLF line ends",
  yaml_syntax: (a: { why: string }) => `not valid YAML: ${a.why}`,
  deeper_indent: (a: { line: number }) =>
    `indented deeper than line ${a.line}: keys of one section start in the same column`,
  uneven_indent: (a: { what: string }) =>
    `not indented as the ${a.what} above: ${a.what} of one level start in the same column`,
  directive: (a: { directive: string }) =>
    `the directive ${a.directive} is not supported: delete the line; the file is read as YAML 1.2`,
  tag: (a: { tag: string }) => `the tag ${a.tag} is not supported: delete it`,
  explicit_key: () => "keys marked with ? are not supported: write key: value",
  merge_key: () => "merge keys (<<) are not supported: use environments",
  several_documents: () => "a second document starts here: one file holds one document",
  too_deep: (a: { limit: number }) => `nested more than ${a.limit} levels deep`,
  too_many_nodes: (a: { limit: number }) =>
    `more than ${a.limit} values, aliases counted as what they stand for`,
  too_many_aliases: (a: { limit: number }) => `more than ${a.limit} aliases`,
  circular_alias: (a: { name: string }) => `the alias *${a.name} stands inside the value it names`,
  unknown_alias: (a: { name: string }) => `no anchor &${a.name} before this alias`,
  empty_key: () => "empty key",
  long_key: (a: { limit: number }) => `the key is longer than ${a.limit} characters`,
  duplicate_key: (a: { key: string; first: number }) =>
    `${a.key} stands here and in line ${a.first}: keep one`,
  long_string: (a: { limit: number }) => `longer than ${a.limit} bytes`,
  unclear_number: (a: { source: string; plain: string }) =>
    `${a.source} is not a plain number: write ${a.plain}, or put it in quotes if it is text`,
  inexact_number: (a: { source: string }) => `${a.source} can't be represented exactly`,
  not_a_mapping: (a: { got: string; hint: string }) =>
    `the file must hold keys and values, not ${a.got}${a.hint}`,
  empty_value: (a: { hint: string }) => `empty value${a.hint}`,
  null_value: () => "null is not allowed here; remove the line to leave the setting alone",
  unknown_key: (a: { key: string; nearest?: string; of?: string; names?: string }) =>
    a.names === undefined
      ? `unknown key ${a.key}${nearest(a)}`
      : `${a.key} is no name for ${a.of ?? "this"}: write ${a.names}`,
  unknown_section: (a: { key: string; nearest?: string; home?: string }) =>
    a.home === undefined
      ? `unknown section ${a.key}${nearest(a)}`
      : `${a.key} is no section: it belongs ${a.home}`,
  unknown_setting: (a: { key: string; section: string; nearest?: string; home?: string }) =>
    a.home === undefined
      ? `unknown setting ${a.key} in ${a.section}${nearest(a)}`
      : `${a.key} is no setting of ${a.section}: it belongs ${a.home}`,
  missing_key: (a: { key: string; hint: string }) => `${a.key} is missing${a.hint}`,
  wrong_type: (a: { expected: string; got: string; hint: string }) =>
    `must be ${a.expected}, not ${a.got}${a.hint}`,
  not_listed: (a: { allowed: string; nearest?: string }) =>
    `must be one of ${a.allowed}${nearest(a)}`,
  wrong_form: (a: { form: string }) => `must be ${a.form}`,
  wrong_length: (a: { bound: string }) => `must have ${a.bound} characters`,
  wrong_item_count: (a: { bound: string }) => `must have ${a.bound} items`,
  repeated_item: (a: { item: string }) => `${a.item} stands in the list twice`,
  present_and_absent: (a: { key: string }) =>
    `${a.key} stands under present and under absent: keep one`,
  keys_differ_in_case: (a: { key: string; other: string }) =>
    `${a.key} and ${a.other} differ only in case, and Clerk may take them for one: keep one`,
  old_key_is_named: (a: { key: string }) =>
    `${a.key} under renamed_from is named elsewhere, too: keep one of both`,
  needs_beside: (a: { member: string; missing: string }) =>
    `${a.member} has no effect alone: write ${a.missing} beside it`,
  references_absent: (a: { key: string; absent: string }) =>
    `${a.key} stands under ${a.absent}: take it out of one of both`,
  out_of_range: (a: { bound: string }) => `must be ${a.bound}`,
  schema: (a: { why: string }) => a.why,
  unsupported_version: (a: { version: string; hint: string }) =>
    `version ${a.version} is not known to this clerkwork, which reads version 1${a.hint}`,
  unsupported_api_version: (a: { version: string; known: string }) =>
    `API version ${a.version} is not known; known: ${a.known}`,
  not_in_api_version: (a: { address: string; version: string; versions: string }) =>
    `${a.address} does not exist in API version ${a.version}; it exists in ${a.versions}`,
  role_key_in_api_version: (a: { address: string; version: string; instead: string }) =>
    `${a.address} needs the list of roles, which API version ${a.version} does not have; write ${a.instead}`,
  cannot_clear: (a: { version: string; versions: string }) =>
    `API version ${a.version} does not say that an empty list removes all items; pin ${a.versions}, or leave the line out`,
  wrong_environment_type: (a: { address: string; needed: string; pinned: string }) =>
    `${a.address} is for ${a.needed} instances only, and the target of this part is a ${a.pinned} instance: take it out of there`,
  declared_twice: (a: { address: string; other: string }) =>
    `${a.address} and ${a.other} write the same setting: keep one`,
  contradiction: (a: { address: string; other: string }) =>
    `${a.address} and ${a.other} contradict each other`,
  secret_value: (a: { kind: string }) =>
    `${a.kind} stands here: take it out and revoke it, because whoever has read the file may have it`,
  masked_value: () => "this is a mask, not a value",
  known_extra: (a: { address: string }) =>
    `${a.address} is a setting of its own: move it out of extra`,
  unknown_address: (a: { address: string; nearest?: string }) =>
    `no setting ${a.address}${nearest(a)}`,
  no_such_environment: (a: { name: string; nearest?: string }) =>
    `the file has no environment ${a.name}${nearest(a)}`,
  not_a_date: (a: { value: string }) => `${a.value} is not a date: write YYYY-MM-DD`,
  expired_ignore: (a: { address: string; until: string }) =>
    `the exception for ${a.address} ended on ${a.until}: settle it, or review it and set a new date`,
} as const;

/** The code of an issue; stable. */
export type IssueCode = keyof typeof SENTENCES;

/** What a finding's sentence needs. */
export type IssueArgs<Code extends IssueCode> = ArgsOf<(typeof SENTENCES)[Code]>;

/** One finding. `pointer` is an RFC 6901 JSON pointer into the file. */
export interface Issue {
  readonly code: IssueCode;
  readonly args: Readonly<Record<string, string | number>>;
  readonly at: Position;
  readonly pointer: string;
  /** The line of the file that it stands in, where that may be shown. Not for machines. */
  readonly line?: string;
}

/** An issue as machines get it. */
export interface IssueReport extends Position {
  readonly code: IssueCode;
  readonly message: string;
  readonly pointer: string;
}

/** A finding; its arguments are those of its sentence. */
export function issueAt<Code extends IssueCode>(
  at: Position,
  pointer: string,
  code: Code,
  args: IssueArgs<Code>,
): Issue {
  return { code, args: args, at, pointer };
}

/** The sentence for a finding, one line. */
export function sentence(issue: Pick<Issue, "code" | "args">): string {
  return (SENTENCES[issue.code] as (args: Issue["args"]) => string)(issue.args);
}

/** An issue as it stands in JSON: its code, its sentence and its place. */
export function reportIssue(issue: Issue): IssueReport {
  return {
    code: issue.code,
    message: sentence(issue),
    file: issue.at.file,
    line: issue.at.line,
    column: issue.at.column,
    pointer: issue.pointer,
  };
}

/** In the order of the file. */
export function sortIssues(issues: readonly Issue[]): readonly Issue[] {
  return issues.toSorted(
    (a, b) => a.at.line - b.at.line || a.at.column - b.at.column || (a.code < b.code ? -1 : 1),
  );
}

/** What the code of a finding in a file says, with names for its arguments; undefined: no such code. */
export const issueTemplate = (code: string): string | undefined => templateOf(SENTENCES, code);

export const ISSUE_CODES: readonly string[] = Object.keys(SENTENCES);
