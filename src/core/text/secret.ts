// What looks like a credential, by its form. Used to refuse it in the file and to keep it out of text.

const KINDS: readonly (readonly [kind: string, form: RegExp])[] = [
  ["a Clerk secret key", /\bsk_(?:test|live)_[\x21\x23-\x26\x28-\x5b\x5d-\x5f\x61-\x7e]{3,}/],
  ["a Clerk API key", /\bak_[A-Za-z0-9_-]{16,}/],
  ["a webhook secret", /\bwhsec_[A-Za-z0-9+/=_-]{8,}/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a token (JWT)", /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/],
];

/** What kind of credential the text holds; undefined: none that is recognised. */
export function secretKind(text: string): string | undefined {
  return KINDS.find(([, form]) => form.test(text))?.[0];
}

/** The text without anything that looks like a credential, and without the exact `known` secrets. */
export function redact(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const secret of known) {
    const quoted = JSON.stringify(secret).slice(1, -1);
    const twice = JSON.stringify(quoted).slice(1, -1);
    for (const form of [twice, quoted, secret, encodeURIComponent(secret)]) {
      clean = clean.split(form).join("(secret)");
    }
  }
  for (const [kind, form] of KINDS) clean = clean.replace(new RegExp(form, "g"), () => `(${kind})`);
  return clean;
}
