/** What the network and the servers on the way can do to one request, and what must come of it. Data, row by row. */
import { gzipSync } from "node:zlib";
import type { Authority } from "./certificates.ts";
import { selfSigned } from "./certificates.ts";
import type { Action, ConnectionAction, RawAnswer, RequestRule, Rule } from "./fault-rules.ts";

/** The request that a fault meets. */
export interface Place {
  readonly method: "GET" | "PATCH";
  /** First, middle, last. */
  readonly index: 0 | 1 | 2;
  readonly path: string;
  readonly nth: number;
  /** The request that is answered right before; none before the first. */
  readonly after?: { readonly method: string; readonly path: string; readonly nth: number };
}

/**
 * | | of a read | of a write |
 * |---|---|---|
 * | `passes` | everything is confirmed, 0 | the same |
 * | `landed` | | the same, with one PATCH |
 * | `ends` | 1, or 5 after a write | |
 * | `refused` | | the same; `failed`, and nothing of it landed |
 * | `unsent` | | the same; no PATCH of it was seen |
 * | `ambiguous` | | 5 |
 * | `gone` | the value can't be read: nothing is overwritten | |
 */
export type Expected = "passes" | "landed" | "ends" | "refused" | "unsent" | "ambiguous" | "gone";

export interface Surroundings {
  readonly authority: Authority;
  readonly host: string;
  readonly trapUrl: string;
  readonly url: () => string;
  /** From now on every request is reset. */
  readonly die: () => void;
  /** Makes names fail, or come to addresses. */
  readonly names: (rule: object) => void;
}

export interface Variant {
  readonly name: string;
  readonly get?: Expected;
  readonly patch?: Expected;
  /** Either of these is true to the promise. */
  readonly orElse?: Expected;
  readonly rules: (place: Place, around: Surroundings) => readonly Rule[];
  readonly tls?: boolean;
  /** The server has a name, and the look-up is the test's. */
  readonly named?: readonly (readonly [address: string, family: 4 | 6])[] | "own";
  readonly lag?: number;
  /** Milliseconds of the tool's time that pass before it asks again. */
  readonly waits?: number;
}

const JSON_TYPE = { "content-type": "application/json" };

type Times = "once" | "always";

/** A fault at one of the moments of the request. */
const at =
  (phase: RequestRule["phase"], action: Action, times: Times) =>
  ({ method, path, nth }: Place): readonly Rule[] => [
    { method, path, nth: times === "once" ? nth : { from: nth }, phase, action },
  ];

/** A fault of the connection that the request needs. */
const connecting =
  (action: ConnectionAction, times: Times, phase: "connect" | "tls" = "connect") =>
  ({ after, method }: Place): readonly Rule[] => [
    {
      phase,
      action,
      drops: method === "GET",
      ...(after ? { after } : {}),
      ...(times === "once" ? { times: 1 } : {}),
    },
  ];

const answer = (
  status: number,
  headers: Record<string, string | readonly string[]> = {},
): Action => ({
  do: "answer",
  status,
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify({
    errors: [{ code: "planted_fault", message: "planted", long_message: "planted on purpose" }],
    clerk_trace_id: "c1e4c0de00000000000000000000cafe",
  }),
});

const text = (body: string | Buffer, headers: Record<string, string> = JSON_TYPE): Action => ({
  do: "answer",
  status: 200,
  headers,
  body,
});

const half = ({ body }: RawAnswer): Buffer => body.subarray(0, Math.ceil(body.length / 2));
const bodyOf = (from: RawAnswer): string => from.body.toString("utf8");

/** Bytes in the place of the answer, after the request was carried out. */
const wire = (
  bytes: (truth: RawAnswer) => string,
  end: "close" | "reset" | "hang" = "close",
): Action => ({ do: "bytes", bytes, end });

const changed = (by: (answer: RawAnswer) => Partial<RawAnswer>): Action => ({
  do: "change",
  by: (truth) => ({ ...truth, ...by(truth) }),
});

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/** What gives no answer: harmless to a read, and to a write by whether it landed. */
function lost(name: string, phase: "headers-in" | "body-in", action: Action): readonly Variant[] {
  return [
    {
      name: `${name}, not carried out, once`,
      get: "passes",
      patch: "passes",
      rules: at(phase, action, "once"),
    },
    {
      name: `${name}, not carried out, always`,
      get: "ends",
      patch: "ambiguous",
      rules: at(phase, action, "always"),
    },
  ];
}

/** What spoils the answer to a request that was carried out. */
function spoilt(
  name: string,
  phase: "applied" | "headers-out" | "body-out",
  action: Action,
): readonly Variant[] {
  return [
    {
      name: `${name}, carried out, once`,
      get: "passes",
      patch: "landed",
      rules: at(phase, action, "once"),
    },
    {
      name: `${name}, carried out, always`,
      get: "ends",
      patch: "landed",
      rules: at(phase, action, "always"),
    },
  ];
}

/** What is no answer of Clerk's: not to be tried again as if nothing had happened. */
const strange = (name: string, action: Action, get: Expected = "ends"): Variant => ({
  name: `${name}, carried out`,
  get,
  patch: "landed",
  rules: at("headers-out", action, "always"),
});

const inTime = (ms: number): string =>
  new Date(Date.parse("2026-11-24T12:00:00Z") + ms).toUTCString();

const CONNECTIONS: readonly Variant[] = [
  ...(["ENOTFOUND", "EAI_AGAIN"] as const).flatMap((fail): Variant[] => [
    {
      name: `the name is not known (${fail}), always`,
      named: "own",
      get: "ends",
      patch: "unsent",
      rules: (place, { names }) => failing({ fail }, place, names),
    },
    {
      name: `the name is not known (${fail}), once`,
      named: "own",
      get: "passes",
      patch: "passes",
      rules: (place, { names }) => failing({ fail, times: 1 }, place, names),
    },
  ]),
  {
    name: "refused, always",
    get: "ends",
    patch: "unsent",
    rules: connecting({ do: "refuse" }, "always"),
  },
  {
    name: "refused, for a moment",
    get: "passes",
    patch: "passes",
    rules: connecting({ do: "refuse", ms: 15 }, "once"),
  },
  {
    name: "the IPv6 address is dead, the IPv4 address lives",
    named: [["::1", 6]],
    get: "passes",
    patch: "passes",
    rules: () => [],
  },
  {
    name: "both addresses are dead",
    named: [["::1", 6]],
    get: "ends",
    patch: "unsent",
    rules: connecting({ do: "refuse" }, "always"),
  },
  {
    name: "reset on arrival, once",
    get: "passes",
    patch: "passes",
    rules: connecting({ do: "reset" }, "once"),
  },
  {
    name: "reset on arrival, always",
    get: "ends",
    patch: "ambiguous",
    orElse: "unsent",
    rules: connecting({ do: "reset" }, "always"),
  },
  {
    name: "accepted and never read, once",
    get: "passes",
    patch: "passes",
    rules: connecting({ do: "hang" }, "once"),
  },
  {
    name: "another protocol greets",
    get: "ends",
    patch: "ambiguous",
    rules: connecting({ do: "bytes", bytes: "SSH-2.0-OpenSSH_9.6\r\n" }, "always"),
  },
  {
    name: "a certificate of one's own",
    tls: true,
    get: "passes",
    patch: "passes",
    rules: () => [],
  },
  {
    name: "a slow handshake",
    tls: true,
    get: "passes",
    patch: "passes",
    rules: connecting({ do: "delay", ms: 60 }, "always", "tls"),
  },
  {
    name: "reset within the handshake, once",
    tls: true,
    get: "passes",
    patch: "passes",
    rules: connecting({ do: "reset" }, "once", "tls"),
  },
  {
    name: "reset within the handshake, always",
    tls: true,
    get: "ends",
    patch: "unsent",
    orElse: "ambiguous",
    rules: connecting({ do: "reset" }, "always", "tls"),
  },
  {
    name: "no handshake at all, once",
    tls: true,
    get: "passes",
    patch: "passes",
    rules: connecting({ do: "hang" }, "once", "tls"),
  },
  ...(
    [
      ["self-signed", ({ host }) => selfSigned(host)],
      ["run out", ({ authority, host }) => authority.issue({ hosts: [host], from: -9, until: -2 })],
      [
        "not yet valid",
        ({ authority, host }) => authority.issue({ hosts: [host], from: 2, until: 9 }),
      ],
      ["for another name", ({ authority }) => authority.issue({ hosts: ["other.example"] })],
    ] satisfies [string, (around: Surroundings) => { cert: string; key: string }][]
  ).map(([name, make]): Variant => ({
    name: `a certificate that is ${name}`,
    tls: true,
    get: "ends",
    patch: "unsent",
    rules: (place, around) =>
      connecting({ do: "certificate", ...make(around) }, "always", "tls")(place),
  })),
];

/** The look-up fails from the start, or once the request before was answered. */
function failing(
  rule: object,
  { after, method }: Place,
  names: (rule: object) => void,
): readonly Rule[] {
  if (after) {
    const action: ConnectionAction = { do: "call", run: () => names(rule) };
    return [{ phase: "connect", after, drops: method === "GET", action }];
  }
  names(rule);
  return [];
}

const STATUSES: readonly Variant[] = [
  ...[301, 302, 303, 307, 308].map((status): Variant => ({
    name: `a redirect (${status}), not carried out`,
    get: "ends",
    patch: "refused",
    rules: (place, { url }) =>
      at("body-in", answer(status, { location: `${url()}/v1/elsewhere` }), "always")(place),
  })),
  {
    name: "a redirect (307), carried out",
    get: "ends",
    patch: "landed",
    rules: (place, { url }) =>
      at("applied", answer(307, { location: `${url()}/v1/elsewhere` }), "always")(place),
  },
  {
    name: "a redirect to another host",
    get: "ends",
    patch: "refused",
    rules: (place, { trapUrl }) =>
      at("body-in", answer(308, { location: trapUrl }), "always")(place),
  },
  {
    name: "a redirect to itself",
    get: "ends",
    patch: "refused",
    rules: (place, { url }) =>
      at("body-in", answer(307, { location: `${url()}/v1${place.path}` }), "always")(place),
  },
  {
    name: "429, Retry-After: 1",
    get: "passes",
    patch: "passes",
    waits: 1000,
    rules: at("body-in", answer(429, { "retry-after": "1" }), "once"),
  },
  {
    name: "429, Retry-After as a date, by the server's own clock",
    get: "passes",
    patch: "passes",
    waits: 2000,
    rules: at("body-in", answer(429, { "retry-after": inTime(2000), date: inTime(0) }), "once"),
  },
  ...(
    [
      ["a date that is over", inTime(-5000)],
      ["a date in another form", "Tuesday, 24-Nov-26 12:00:02 GMT"],
      ["a date as C prints it", "Tue Nov 24 12:00:02 2026"],
      ["-5", "-5"],
      ["abc", "abc"],
      ["1.5", "1.5"],
      ["nothing", ""],
      ["two of them", ["1", "1"]],
    ] as const
  ).map(([name, value]): Variant => ({
    name: `429, Retry-After: ${name}`,
    get: "passes",
    patch: "passes",
    rules: at("body-in", answer(429, { "retry-after": value, date: inTime(0) }), "once"),
  })),
  ...["61", "2147483648", "999999999"].map((value): Variant => ({
    name: `429, Retry-After: ${value}`,
    get: "ends",
    patch: "refused",
    rules: at("body-in", answer(429, { "retry-after": value }), "always"),
  })),
  {
    name: "429 for ever",
    get: "ends",
    patch: "refused",
    rules: at("body-in", answer(429), "always"),
  },
  ...[500, 502, 503, 504, 408, 425].flatMap((status) => [
    ...lost(`${status}`, "body-in", answer(status)),
    ...spoilt(`${status}`, "applied", answer(status)),
  ]),
  {
    name: "503, Retry-After: 1",
    get: "passes",
    patch: "passes",
    waits: 1000,
    rules: at("body-in", answer(503, { "retry-after": "1" }), "once"),
  },
  ...[400, 401, 402, 403, 404, 405, 409, 410, 415, 422].map((status): Variant => ({
    name: `${status}`,
    get: "ends",
    patch: "refused",
    rules: at("body-in", answer(status), "always"),
  })),
  {
    name: "204 without a body where one is due",
    get: "ends",
    patch: "landed",
    rules: at("applied", { do: "answer", status: 204 }, "always"),
  },
  {
    name: "an HTML page of somebody else",
    get: "ends",
    patch: "ambiguous",
    rules: at(
      "body-in",
      text("<!DOCTYPE html><title>Log in</title>", { "content-type": "text/html" }),
      "always",
    ),
  },
];

const ANSWERS: readonly Variant[] = [
  ...lost("reset before the body was read", "headers-in", { do: "reset" }),
  ...lost("closed before the body was read", "headers-in", { do: "close" }),
  ...lost("never answered", "body-in", { do: "hang" }).slice(0, 1),
  ...spoilt("reset", "applied", { do: "reset" }),
  ...spoilt("closed", "applied", { do: "close" }),
  ...[1, 3, 5].map((lag): Variant => ({
    name: `reset, carried out, and ${lag} old reads after it`,
    patch: "passes",
    orElse: "ambiguous",
    lag,
    rules: at("applied", { do: "reset" }, "once"),
  })),
  {
    name: "never answered, carried out, once",
    get: "passes",
    patch: "landed",
    rules: at("applied", { do: "hang" }, "once"),
  },
  ...spoilt(
    "reset within the status line",
    "headers-out",
    wire(() => "HTTP/1.1 20", "reset"),
  ),
  ...spoilt(
    "reset within the headers",
    "headers-out",
    wire(() => `${HEAD}x-`, "reset"),
  ),
  ...spoilt(
    "a length that is too long",
    "body-out",
    wire((truth) => `${HEAD}content-length: ${truth.body.length + 50}\r\n\r\n${bodyOf(truth)}`),
  ),
  ...spoilt(
    "a length that is too short",
    "body-out",
    wire((truth) => `${HEAD}content-length: ${half(truth).length}\r\n\r\n${bodyOf(truth)}`),
  ),
  ...spoilt(
    "chunks without an end",
    "body-out",
    wire(
      (truth) =>
        `${HEAD}transfer-encoding: chunked\r\n\r\n${truth.body.length.toString(16)}\r\n${bodyOf(truth)}\r\n`,
    ),
  ),
  ...spoilt(
    "a chunk whose size is no number",
    "body-out",
    wire((truth) => `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n${bodyOf(truth)}\r\n0\r\n\r\n`),
  ),
  ...spoilt(
    "half of the JSON, ended by closing",
    "body-out",
    wire((truth) => `${HEAD}connection: close\r\n\r\n${half(truth).toString("utf8")}`),
  ),
  ...spoilt("a body that drips for ever", "body-out", {
    do: "drip",
    ms: 20,
    bytes: "1\r\n \r\n",
  }).slice(0, 1),
  {
    name: "half of the JSON, then silence, once",
    get: "passes",
    patch: "landed",
    rules: at(
      "body-out",
      wire(
        (truth) =>
          `${HEAD}content-length: ${truth.body.length}\r\n\r\n${half(truth).toString("utf8")}`,
        "hang",
      ),
      "once",
    ),
  },
  strange(
    "garbage after the JSON",
    changed((truth) => ({ body: Buffer.from(`${bodyOf(truth)} x`) })),
  ),
  strange(
    "two documents",
    changed((truth) => ({ body: Buffer.from(bodyOf(truth) + bodyOf(truth)) })),
  ),
  strange(
    "a byte order mark",
    changed((truth) => ({ body: Buffer.from(`\ufeff${bodyOf(truth)}`) })),
  ),
  strange("NaN", text('{"object":NaN}')),
  strange(
    "a comment",
    changed((truth) => ({ body: Buffer.from(`/* */${bodyOf(truth)}`) })),
  ),
  strange("bytes that are no UTF-8", text(Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]))),
  strange("null", text("null"), "gone"),
  strange("a list", text("[]"), "gone"),
  strange("a text", text('"x"'), "gone"),
  strange("true", text("true"), "gone"),
  strange("an empty body", text("")),
  { name: "an empty object", get: "gone", rules: at("headers-out", text("{}"), "always") },
  ...[
    "text/html",
    "text/plain",
    "application/problem+json",
    "application/json; charset=utf-16",
  ].map((type) =>
    strange(
      `content type ${type}`,
      changed(() => ({ headers: [["content-type", type]] })),
    ),
  ),
  strange(
    "no content type",
    changed(() => ({ headers: [] })),
  ),
  strange("2 MB", text(`{"x":"${"x".repeat(2_000_000)}"}`)),
  strange(
    "a bomb of gzip",
    text(gzipSync(`{"x":"${"x".repeat(8_000_000)}"}`), {
      ...JSON_TYPE,
      "content-encoding": "gzip",
    }),
  ),
  strange("gzip that is none", text("{}", { ...JSON_TYPE, "content-encoding": "gzip" })),
  strange(
    "an encoding that nobody knows",
    text("{}", { ...JSON_TYPE, "content-encoding": "zork" }),
  ),
  {
    name: "a body without an end",
    get: "ends",
    patch: "landed",
    rules: at(
      "body-out",
      { do: "drip", ms: 1, bytes: `10000\r\n${"x".repeat(0x10000)}\r\n` },
      "always",
    ),
  },
  strange(
    "10,000 headers",
    changed((truth) => ({
      headers: [
        ...truth.headers,
        ...Array.from({ length: 10_000 }, (_, number): [string, string] => [`x-${number}`, "y"]),
      ],
    })),
  ),
  strange(
    "a header of 20 KB",
    changed((truth) => ({ headers: [...truth.headers, ["x-long", "y".repeat(20_000)]] })),
  ),
  {
    name: "103 before the answer",
    get: "passes",
    patch: "landed",
    rules: at(
      "headers-out",
      wire(
        (truth) =>
          `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${HEAD}content-length: ${truth.body.length}\r\n\r\n${bodyOf(truth)}`,
      ),
      "always",
    ),
  },
  strange(
    "101, another protocol",
    wire(
      () => "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ),
  ),
  strange("HTTP/0.9", wire(bodyOf)),
  strange(
    "another protocol",
    wire(() => "SSH-2.0-OpenSSH_9.6\r\n"),
  ),
  {
    name: "an error that repeats the request's headers",
    get: "ends",
    patch: "refused",
    rules: at(
      "body-in",
      {
        do: "answer",
        status: 422,
        headers: JSON_TYPE,
        body: ({ head }) =>
          JSON.stringify({ errors: [{ code: "echo", message: head, long_message: head }] }),
      },
      "always",
    ),
  },
  strange("100,000 nested lists", text("[".repeat(100_000) + "]".repeat(100_000))),
  {
    name: "members called __proto__ and constructor, and one twice",
    get: "passes",
    patch: "landed",
    rules: at(
      "headers-out",
      changed((truth) => ({
        body: Buffer.from(
          bodyOf(truth).replace(
            "{",
            '{"__proto__":{"polluted":true},"constructor":{"x":1},"object":1,',
          ),
        ),
      })),
      "always",
    ),
  },
  {
    name: "headers that are none of our business",
    get: "passes",
    patch: "landed",
    rules: at(
      "headers-out",
      changed((truth) => ({
        headers: [
          ...truth.headers,
          ["set-cookie", "a=b"],
          ["alt-svc", 'h3=":443"'],
          ["strict-transport-security", "max-age=1"],
          ["deprecation", "true"],
        ],
      })),
      "always",
    ),
  },
  {
    name: "closed right after the answer",
    get: "passes",
    patch: "landed",
    rules: at("closed", { do: "close" }, "always"),
  },
  {
    name: "reset right after the answer",
    get: "passes",
    patch: "landed",
    rules: at("closed", { do: "reset" }, "once"),
  },
  {
    name: "the network dies with the request, for the rest of the run",
    get: "ends",
    patch: "ambiguous",
    rules: (place, { die }) => at("headers-in", { do: "call", run: die }, "once")(place),
  },
];

export const VARIANTS: readonly Variant[] = [...CONNECTIONS, ...STATUSES, ...ANSWERS];
