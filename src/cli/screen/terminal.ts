// Where words go. The only sink: secrets are taken out here, whatever they came in with. What is made of
// values is cleaned before, by `redact`: escaping and cutting would tear a secret apart.

import { redactIn, redactor } from "../../core/text/secret.ts";
import { wrapText } from "../../core/text/layout.ts";
import type { Line, Span, Tone } from "../../core/text/line.ts";

/** A stream that text can be written to. */
export interface Stream {
  write(text: string): unknown;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean;
  /** Characters a line. 0: a terminal that tells no size, as some containers make. */
  readonly columns?: number;
  /** Lines. 0, as above. */
  readonly rows?: number;
}

export interface Terminal {
  /** Results. With `--format json`, one JSON document and nothing else. */
  readonly out: (text: string) => void;
  /** Words for a person. */
  readonly err: (text: string) => void;
  /** Texts that must never be written from now on. */
  readonly hide: (...secrets: readonly string[]) => void;
  /** The value without hidden texts and what looks like a credential, in all its texts and names. */
  readonly redact: <Value>(value: Value) => Value;
  /** Whether a hidden text stands in it. */
  readonly holdsHidden: (text: string) => boolean;
  /** Whether a question can be asked. */
  readonly interactive: boolean;
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  /** Characters a line of a result may take: the terminal's own, 80 where there is none. */
  readonly columns: number;
  /** Characters a line of words for a person, where they can be drawn over; 0: no terminal, or one that tells no size. */
  readonly errColumns: number;
  /** Whether lines of a result can be drawn again: on a terminal that tells its size. */
  readonly canRedraw: boolean;
}

const DEFAULT_COLUMNS = 80;

export function openTerminal(
  streams: {
    readonly stdout: Stream;
    readonly stderr: Stream;
    readonly stdin: { readonly isTTY?: boolean };
  },
  environment: Readonly<Record<string, string | undefined>>,
  onError: (error: NodeJS.ErrnoException) => void,
): Terminal {
  const used = new Set<Stream>();
  const secrets = new Set<string>();
  let clean: ((text: string) => string) | undefined;
  // Made when it is needed: a run may learn of thousands of secrets, one by one.
  const cleaner = (): ((text: string) => string) => (clean ??= redactor([...secrets]));
  const write = (stream: Stream, text: string): void => {
    if (!used.has(stream)) stream.on("error", onError);
    used.add(stream);
    stream.write(cleaner()(text));
  };
  const ci = environment["CI"];
  return {
    out: (text) => write(streams.stdout, text),
    err: (text) => write(streams.stderr, text),
    hide: (...found) => {
      const before = secrets.size;
      for (const secret of found) secrets.add(secret);
      if (secrets.size > before) clean = undefined;
    },
    redact: (value) => redactIn(value, cleaner()),
    holdsHidden: (text) => [...secrets].some((secret) => text.includes(secret)),
    // Asked only when it matters: a stream takes time to make.
    get interactive() {
      const asks = streams.stdin.isTTY === true && streams.stderr.isTTY === true;
      return asks && (!ci || ci === "false");
    },
    get isOutTerminal() {
      return streams.stdout.isTTY === true;
    },
    get isErrTerminal() {
      return streams.stderr.isTTY === true;
    },
    get columns() {
      const { isTTY, columns } = streams.stdout;
      return isTTY === true && columns ? columns : DEFAULT_COLUMNS;
    },
    get errColumns() {
      const { isTTY, columns, rows } = streams.stderr;
      return isTTY === true && rows !== 0 ? (columns ?? 0) : 0;
    },
    get canRedraw() {
      const { isTTY, columns, rows } = streams.stdout;
      return isTTY === true && columns !== 0 && rows !== 0;
    },
  };
}

/** Words for a person, on as many lines as they take; escaped already. `first` stands before them. */
export function tell(terminal: Pick<Terminal, "err" | "columns">, text: string, first = ""): void {
  const hang = first.length + 2;
  terminal.err(paint(wrapText(text, { first, hang, width: terminal.columns }), false));
}

const CODES: Readonly<Record<Tone, string>> = {
  plain: "",
  bold: "1",
  dim: "2",
  add: "32",
  remove: "31",
  change: "33",
  danger: "31;1",
};

/** Lines as text; coloured when asked. */
export function paint(lines: readonly Line[], color: boolean): string {
  return lines
    .map((line) => {
      const { text, spans = [line] } = line;
      return `${color ? spans.map(paintSpan).join("") : text}\n`;
    })
    .join("");
}

const paintSpan = ({ text, tone }: Span): string =>
  CODES[tone] && text.trim() ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text;
