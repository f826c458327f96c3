// What looks like a credential, by its form, and how credentials are kept out of text. Pure.

import { escapeQuoted, escapeText, showDocument } from "./escape.ts";

/** Form alone: in output, a text that only looks like a key is better hidden once too often. */
const KINDS: readonly (readonly [kind: string, form: RegExp])[] = [
  [
    "a Clerk secret key",
    /(?<!org:)\bsk_(?:test|live)_[\x21\x23-\x26\x28-\x5b\x5d-\x5f\x61-\x7e]{3,}/,
  ],
  ["a Clerk API key", /(?<!org:)\bak_[A-Za-z0-9_-]{16,}/],
  ["a webhook secret", /\bwhsec_[A-Za-z0-9+/=_-]{8,}/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a token (JWT)", /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/],
];

/** Whether a name says that its value is nobody's business. */
export const soundsSecret = (name: string): boolean =>
  /secret|passw|passphrase|token|credential|private|api_?key/i.test(name);

/** Kinds whose form names of roles, variables and plain words have as well. */
const WORDLIKE: ReadonlySet<string> = new Set(["a Clerk secret key", "a Clerk API key"]);

/** Keys are long runs of digits and letters of both cases; words joined by `_` are not. */
export const isRandom = (text: string): boolean =>
  (text.match(/[A-Za-z0-9]{12,}/g) ?? []).some(
    (run) => /[0-9]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run)),
  );

const everywhere = (form: RegExp): RegExp => new RegExp(form, "g");

/** What kind of credential the text holds, for refusing it; undefined: none that is recognised. */
export function secretKind(text: string): string | undefined {
  return KINDS.find(([kind, form]) =>
    (text.match(everywhere(form)) ?? []).some((found) => !WORDLIKE.has(kind) || isRandom(found)),
  )?.[0];
}

const quote = (text: string): string => JSON.stringify(text).slice(1, -1);
const ofForm = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);
const lowerHex = (text: string): string =>
  text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const inDocument = (text: string): string => showDocument(text).slice(1, -2);

const ENCODINGS = [quote, (text: string) => quote(quote(text)), encodeURIComponent, ofForm];
const ESCAPES = [escapeQuoted, escapeText, inDocument];

/** A secret in every form that a text may have taken on its way, the longest first. */
function formsOf(secret: string): readonly string[] {
  const encoded = [secret, ...ENCODINGS.map((encode) => encode(secret))];
  const forms = [...encoded, ...encoded.map(lowerHex)];
  const escaped = forms.flatMap((form) => ESCAPES.map((escape) => escape(form)));
  return [...new Set([...forms, ...escaped])].toSorted((a, b) => b.length - a.length);
}

/** Characters that forms are looked up by: a run may know thousands of secrets, which begin in a few ways. */
const LEAD = 8;

/** The part of a text that a secret takes: from one place up to another. */
type Span = readonly [from: number, to: number];

/**
 * Finds every place where one of the forms stands, in order; those that overlap are one. One pass over the text,
 * however many forms there are.
 */
function finderOf(forms: readonly string[]): (text: string) => readonly Span[] {
  // By their first characters, and these by how many they are: few forms are shorter than the rest.
  const byLength = new Map<number, Map<string, string[]>>();
  const starts = new Set<number>();
  for (const form of forms) {
    const lead = form.slice(0, LEAD);
    const known = byLength.get(lead.length) ?? new Map<string, string[]>();
    byLength.set(lead.length, known);
    const alike = known.get(lead);
    if (alike) alike.push(form);
    else known.set(lead, [form]);
    starts.add(form.charCodeAt(0));
  }
  const longestAt = (text: string, at: number): number => {
    let longest = 0;
    for (const [length, known] of byLength)
      for (const form of known.get(text.slice(at, at + length)) ?? [])
        if (form.length > longest && text.startsWith(form, at)) longest = form.length;
    return longest;
  };
  return (text) => {
    const found: (readonly [number, number])[] = [];
    let [from, to] = [0, 0];
    for (let at = 0; at < text.length; at += 1) {
      const length = starts.has(text.charCodeAt(at)) ? longestAt(text, at) : 0;
      if (length === 0) continue;
      if (at >= to) {
        if (to > from) found.push([from, to]);
        from = at;
      }
      to = Math.max(to, at + length);
    }
    return to > from ? [...found, [from, to]] : found;
  };
}

/**
 * Takes out anything that looks like a credential, and the exact `known` secrets in every form: of secrets that
 * overlap, nothing is left.
 */
export function redactor(known: readonly string[]): (text: string) => string {
  const find = finderOf([...new Set(known.flatMap(formsOf))].filter((form) => form !== ""));
  return (text) => {
    const parts: string[] = [];
    let from = 0;
    for (const [start, end] of find(text)) {
      parts.push(text.slice(from, start), "(secret)");
      from = end;
    }
    let clean = parts.length === 0 ? text : [...parts, text.slice(from)].join("");
    for (const [kind, form] of KINDS) clean = clean.replace(everywhere(form), () => `(${kind})`);
    return clean;
  };
}

/** The same for one text. */
export const redact = (text: string, known: readonly string[] = []): string =>
  redactor(known)(text);

/** Every text and name in a value, redacted, before anything is cut or escaped. */
export function redactIn<Value>(value: Value, clean: (text: string) => string): Value {
  const walk = (part: unknown): unknown => {
    if (typeof part === "string") return clean(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, member]) => [clean(name), walk(member)]),
    );
  };
  return walk(value) as Value;
}

/**
 * Where a secret stands in a document that is to be kept: the address of the setting, or the names on
 * the way. `isSecret` says whether a text holds one.
 */
export function secretsIn(
  document: unknown,
  isSecret: (text: string) => boolean,
): readonly string[] {
  const walk = (part: unknown, place: string, ofSetting: boolean): readonly string[] => {
    if (typeof part === "string") return isSecret(part) ? [place] : [];
    if (typeof part !== "object" || part === null) return [];
    if (!ofSetting && "address" in part && typeof part.address === "string")
      return walk(part, part.address, true);
    return Object.entries(part).flatMap(([name, member]) => [
      ...(isSecret(name) ? [place] : []),
      ...(ofSetting
        ? walk(member, place, true)
        : walk(
            member,
            name.includes(".") ? name : `${place}${place && "."}${name}`,
            name.includes("."),
          )),
    ]);
  };
  return [...new Set(walk(document, "", false))];
}
