// Secret keys: their form, and what they open.

import { createHmac, hkdfSync } from "node:crypto";
import type { InstanceType } from "../core/value/reading.ts";
import { redactor } from "../core/text/secret.ts";
import { Failure } from "../core/finding/failure.ts";

/** A secret key that can authorise requests but can't be printed: the text lives in a closure. */
export interface SecretKey {
  readonly environmentType: InstanceType;
  /** Where it comes from, such as a variable and its file. */
  readonly origin: string;
  readonly authorization: () => string;
  /** HMAC-SHA256 of the text, hexadecimal, with a key of its own for what is sealed. */
  readonly seal: (text: string) => string;
  /** The text without the key in it, in whatever form. */
  readonly redact: (text: string) => string;
}

/** Keeps what is sealed apart from anything else that a secret key may ever be used for. */
const SEAL_DOMAIN = "clerkwork saved plan, version 1";

/** The alphabet is not documented: printable ASCII without blanks. */
const FORM = /^sk_(test|live)_[\x21-\x7e]{3,250}$/;

const OTHER_KINDS: readonly (readonly [RegExp, string])[] = [
  [/^pk_(?:test|live)_/, "a publishable key"],
  [/^ak_/, "an API key"],
  [/^whsec_/, "a webhook secret"],
  [/^eyJ/, "a token (JWT)"],
  [/^sk_(?!test_|live_)/, "a secret key of another service"],
];

/** Characters that come in by copying. */
const STRANGERS: readonly (readonly [RegExp, string])[] = [
  [/[\r\n]/, "a line break"],
  [/[\u201c\u201d\u2018\u2019\u00ab\u00bb]/, "a quotation mark"],
  [/\uFEFF/, "a byte order mark"],
  [/\s/, "a blank"],
];

/** What the character at an index is, and whether it stands at an end, without showing anything of the text. */
function nameStranger(text: string, index: number): string {
  const rest = [...text].slice(index);
  const [character = ""] = rest;
  const what =
    STRANGERS.find(([form]) => form.test(character))?.[1] ?? "a character outside plain ASCII";
  if (index === 0) return text.trim() === "" ? "nothing but blanks" : `it begins with ${what}`;
  return rest.join("").trim() === "" ? `it ends with ${what}` : `${what} inside`;
}

/** Why a text of plain characters is no secret key, without showing anything of it. */
function whyNone(text: string): string {
  const [start] = /^sk_(?:test|live)_/.exec(text) ?? [];
  if (start !== undefined)
    return text.length > 100 ? ": it is too long" : `: too little follows ${start}`;
  return text.startsWith("$") ? ": a template that nothing has filled in" : "";
}

/** Throws a `Failure` (exit 3) that names the variable and never shows the value. */
export function parseSecretKey(text: string | undefined, variable: string): SecretKey {
  const fail = (message: string): never => {
    throw new Failure("invalid_secret_key", message, {
      hint: `set ${variable} to the instance's secret key (sk_test_… or sk_live_…), from Clerk's dashboard under API keys`,
    });
  };
  if (text === undefined) return fail(`${variable} is not set`);
  if (text === "") return fail(`${variable} is empty`);
  const match = FORM.exec(text);
  if (match) {
    return {
      environmentType: match[1] === "live" ? "production" : "development",
      origin: variable,
      authorization: () => `Bearer ${text}`,
      seal: (content) => {
        const key = new Uint8Array(hkdfSync("sha256", text, "", SEAL_DOMAIN, 32));
        return createHmac("sha256", key).update(content).digest("hex");
      },
      redact: redactor([text]),
    };
  }
  const kind = OTHER_KINDS.find(([form]) => form.test(text))?.[1];
  if (kind) return fail(`${variable} holds ${kind}, not a secret key`);
  if (/^(["'`]).*\1$/s.test(text)) return fail(`${variable} is in quotes: take them off`);
  const wrong = [...text].findIndex((character) => !/[\x21-\x7e]/.test(character));
  if (wrong !== -1) {
    const what = nameStranger(text, wrong);
    return fail(`${variable} contains characters that are not allowed at index ${wrong}: ${what}`);
  }
  return fail(`${variable} holds no secret key${whyNone(text)}`);
}
