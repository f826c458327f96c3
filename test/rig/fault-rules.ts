/** What can go wrong with one exchange, and at which of its moments; for the fault server. */

/**
 * The moments of an exchange. `applied` stands apart from `headers-out`: the write has landed and not a byte of the
 * answer has left.
 */
export type Phase =
  | "connect"
  | "tls"
  | "headers-in"
  | "body-in"
  | "applied"
  | "headers-out"
  | "body-out"
  | "closed";

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export type Action =
  /** RST. */
  | { readonly do: "reset" }
  /** FIN. */
  | { readonly do: "close" }
  /** Nothing more is read or written, and the connection stays. */
  | { readonly do: "hang" }
  /** Goes on after so many milliseconds. */
  | { readonly do: "delay"; readonly ms: number }
  /** Another answer in the place of the true one; before `applied` the request is not carried out. */
  | {
      readonly do: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string | readonly string[]>>;
      readonly body?: string | Buffer | ((exchange: Exchange) => string);
    }
  /** The true answer, changed. */
  | { readonly do: "change"; readonly by: (answer: RawAnswer) => RawAnswer }
  /** These bytes on the wire in the place of an answer; then FIN, unless they go on. */
  | {
      readonly do: "bytes";
      readonly bytes: (answer: RawAnswer) => string | Buffer;
      readonly end?: "close" | "reset" | "hang";
    }
  /** Bytes for ever, so many every `ms` milliseconds. */
  | { readonly do: "drip"; readonly ms: number; readonly bytes: string }
  /** Somebody else acts: a kill, a change in the dashboard. The exchange waits for it. */
  | { readonly do: "call"; readonly run: (exchange: Exchange) => void | Promise<void> };

/** One exchange, as far as it came. */
export interface Exchange {
  readonly api: "backend" | "frontend";
  readonly method: string;
  /** Below /v1 for the Backend API; as it is for the Frontend API. */
  readonly path: string;
  readonly connection: number;
  readonly head: string;
  body: string;
  /** Milliseconds, by the clock of the test. */
  readonly at: number;
  /** What the server did, in order: the phases that were reached, and the faults that struck. */
  readonly events: string[];
  /** Of the true answer; null: the request was not carried out. */
  status: number | null;
  /** What was sent in full: the true answer, or another one. */
  answered: "true" | "other" | "no";
  /** The body that was sent in full. */
  sent: string;
}

interface Selector {
  readonly api?: "backend" | "frontend";
  readonly method?: string;
  readonly path?: string;
  /** Which of the requests that fit, from 1; by default the first. */
  readonly nth?: number | { readonly from: number } | "every";
}

export interface RequestRule extends Selector {
  readonly phase: Exclude<Phase, "connect" | "tls">;
  readonly action: Action;
}

/** Once the request that fits was answered, connections fail: `times` of them, or all. */
export interface ConnectionRule {
  readonly phase: "connect" | "tls";
  /** Undefined: from the start. */
  readonly after?: Selector & { readonly nth?: number };
  readonly times?: number;
  /** Connections that are open by then are closed, so that the next read needs one; a write always does. */
  readonly drops?: boolean;
  readonly action: ConnectionAction;
}

export type Rule = RequestRule | ConnectionRule;

export type ConnectionAction =
  /** Nobody listens; with `ms`, for so long. */
  | { readonly do: "refuse"; readonly ms?: number }
  | { readonly do: "reset" | "hang" }
  | { readonly do: "delay"; readonly ms: number }
  | { readonly do: "bytes"; readonly bytes: string }
  /** With `tls`: another certificate. */
  | { readonly do: "certificate"; readonly cert: string; readonly key: string }
  /** Runs once, when it comes into force, and does nothing to connections. */
  | { readonly do: "call"; readonly run: () => void };

export const fits = (
  { api, method, path }: Selector,
  exchange: Pick<Exchange, "api" | "method" | "path">,
): boolean =>
  (api === undefined || api === exchange.api) &&
  (method === undefined || method === exchange.method) &&
  (path === undefined || path === exchange.path);

export const isNth = (nth: Selector["nth"], count: number): boolean =>
  nth === "every" || (typeof nth === "object" ? count >= nth.from : count === (nth ?? 1));
