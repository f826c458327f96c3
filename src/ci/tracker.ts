// The port: what GitHub and GitLab have in common, where comments and issues are kept.

/** A comment as the tracker shows it. */
export interface Entry {
  readonly id: string;
  readonly body: string;
  /** The author's login; empty: nobody's any more. */
  readonly author: string;
  /** For a person to open. */
  readonly url: string;
}

/** An issue as the tracker shows it. */
export interface IssueEntry extends Entry {
  readonly title: string;
  readonly state: "open" | "closed";
}

/** The comments of one pull request. */
export interface Comments {
  /** Every one, over all pages, the oldest first. */
  list(): AsyncIterable<Entry>;
  /** Sent once. Throws a `TrackerError`; see its `mayHaveLanded`. */
  create(body: string): Promise<Entry>;
  /** Sent again when the answer is lost. */
  update(id: string, body: string): Promise<Entry>;
}

/** What an issue is made of. */
export interface IssueText {
  readonly title: string;
  readonly body: string;
}

/** The issues of one repository. */
export interface Issues {
  /** Every open one by that author, over all pages, the oldest first. No pull requests. */
  listOpen(author: string): AsyncIterable<IssueEntry>;
  /** Sent once. Throws a `TrackerError`; see its `mayHaveLanded`. */
  create(issue: IssueText & { readonly labels?: readonly string[] }): Promise<IssueEntry>;
  /** Sent again when the answer is lost. `close`: as completed. */
  update(id: string, issue: IssueText & { readonly close?: boolean }): Promise<IssueEntry>;
}

/** Every method throws a `TrackerError` when it can't do what it says. */
export interface Tracker {
  /** The login that stands as the author of what this tool writes. Asked once, when it is first needed. */
  me(): Promise<string>;
  /** Of the pull request, or merge request, of that number. */
  comments(number: number): Comments;
  readonly issues: Issues;
  /** Destroys its connections. */
  close(): void;
}

/** Logins are the same in any case of letters. */
export const isSameLogin = (one: string, other: string): boolean =>
  one !== "" && one.toLowerCase() === other.toLowerCase();
