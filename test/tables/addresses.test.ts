import { describe, expect, test } from "vitest";
import { parseApiUrl, parseFrontendApiUrl, parsePublishableKey } from "../../src/clerk/address.ts";
import { parseRetryAfter } from "../../src/http/retry-after.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { Failure } from "../../src/core/finding/failure.ts";

function failureOf(something: () => unknown): Failure {
  try {
    something();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it went through");
}

describe("the Backend API's address", () => {
  test.each<readonly [text: string | undefined, base: string]>([
    [undefined, "https://api.clerk.com"],
    ["", "https://api.clerk.com"],
    ["https://api.clerk.com", "https://api.clerk.com"],
    ["https://api.clerk.com/", "https://api.clerk.com"],
    ["https://api.clerk.com/v1", "https://api.clerk.com"],
    ["https://api.clerk.com/v1/", "https://api.clerk.com"],
    ["https://API.Clerk.com/v1", "https://api.clerk.com"],
    ["https://proxy.example.com/clerk", "https://proxy.example.com/clerk"],
    ["https://proxy.example.com/clerk/v1", "https://proxy.example.com/clerk"],
    ["https://proxy.example.com/v1/clerk", "https://proxy.example.com/v1/clerk"],
    ["https://proxy.example.com:8443", "https://proxy.example.com:8443"],
    ["http://127.0.0.1:4010", "http://127.0.0.1:4010"],
    ["http://127.8.9.10/v1", "http://127.8.9.10"],
    ["http://localhost:4010/v1", "http://localhost:4010"],
    ["http://[::1]:4010", "http://[::1]:4010"],
  ])("%j is %s", (text, base) => {
    expect(parseApiUrl(text, "CLERK_API_URL")).toBe(base);
  });

  test.each<readonly [text: string, why: RegExp]>([
    ["api.clerk.com", /not an address|https/],
    ["not an address", /not an address/],
    ["//api.clerk.com", /not an address/],
    [" ", /not an address/],
    ["http://api.clerk.com", /https/],
    ["http://0.0.0.0:4010", /https/],
    ["http://127.0.0.1.evil.tld", /https/],
    ["http://localhost.evil.tld", /https/],
    ["http://[::2]", /https/],
    ["ftp://api.clerk.com", /https/],
    ["file:///etc/passwd", /https/],
    ["javascript:alert(1)", /https/],
    ["https://user:pass@api.clerk.com", /user name/],
    ["https://api.clerk.com@evil.tld", /user name/],
    ["https://api.clerk.com/?x=1", /query/],
    ["https://api.clerk.com/#x", /query/],
  ])("%j is refused", (text, why) => {
    const failure = failureOf(() => parseApiUrl(text, "CLERK_API_URL"));
    expect(failure).toMatchObject({ code: "invalid_api_url", exitCode: 3 });
    expect(failure.message).toMatch(/^CLERK_API_URL /);
    expect(failure.message).toMatch(why);
    expect(failure.hint).toBeTruthy();
  });
});

describe("the Frontend API's address as Clerk names it", () => {
  test.each<readonly [text: string, base: string | undefined]>([
    ["https://clerk.example.com", "https://clerk.example.com"],
    ["https://clerk.example.com/", "https://clerk.example.com"],
    ["https://example.com/__clerk", "https://example.com/__clerk"],
    ["https://example.com/__clerk/", "https://example.com/__clerk"],
    ["http://127.0.0.1:4010/fapi", "http://127.0.0.1:4010/fapi"],
    ["http://clerk.example.com", undefined],
    ["https://user@clerk.example.com", undefined],
    ["https://user:pass@clerk.example.com", undefined],
    ["ftp://clerk.example.com", undefined],
    ["clerk.example.com", undefined],
    ["", undefined],
  ])("%j is %j", (text, base) => {
    expect(parseFrontendApiUrl(text)).toBe(base);
  });
});

describe("a publishable key", () => {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const bare = (text: string): string => base64(text).replace(/=+$/, "");

  test.each<readonly [key: string, url: string, live: boolean]>([
    [
      `pk_test_${base64("happy-cat-1.clerk.accounts.dev$")}`,
      "https://happy-cat-1.clerk.accounts.dev",
      false,
    ],
    [`pk_live_${base64("clerk.example.com$")}`, "https://clerk.example.com", true],
    [`pk_live_${bare("clerk.example.com$")}`, "https://clerk.example.com", true],
    [`pk_live_${bare("clerk.example.co$")}`, "https://clerk.example.co", true],
    [`pk_live_${bare("clerk.example.c$")}`, "https://clerk.example.c", true],
    [`pk_test_${base64("127.0.0.1:4010$")}`, "http://127.0.0.1:4010", false],
    [`pk_test_${base64("localhost:4010$")}`, "http://localhost:4010", false],
    [`pk_test_${base64("CLERK.example.com$")}`, "https://clerk.example.com", false],
  ])("%s names %s", (key, url, live) => {
    expect(parsePublishableKey(key, "CLERK_PUBLISHABLE_KEY")).toEqual({ url, live });
  });

  test.each<readonly [what: string, key: string]>([
    ["nothing", ""],
    ["no key", "hello"],
    ["a secret key", "sk_live_abcdefgh"],
    ["no host", "pk_live_"],
    ["an empty host", `pk_live_${base64("$")}`],
    ["no $ at the end", `pk_live_${base64("clerk.example.com")}`],
    ["two $", `pk_live_${base64("clerk.example.com$$")}`],
    ["a $ in the middle", `pk_live_${base64("clerk$.example.com$")}`],
    ["more after the $", `pk_live_${base64("clerk.example.com$x")}`],
    ["a path", `pk_live_${base64("clerk.example.com/v1$")}`],
    ["a query", `pk_live_${base64("clerk.example.com?x$")}`],
    ["a fragment", `pk_live_${base64("clerk.example.com#x$")}`],
    ["a user", `pk_live_${base64("user@clerk.example.com$")}`],
    ["a backslash", `pk_live_${base64("clerk\\.example.com$")}`],
    ["a blank", `pk_live_${base64("clerk .example.com$")}`],
    ["a line end within", `pk_live_${base64("clerk\n.example.com$")}`],
    ["a line end after", `pk_live_${base64("clerk.example.com$")}\n`],
    ["a scheme", `pk_live_${base64("https://clerk.example.com$")}`],
    ["another kind", `pk_prod_${base64("clerk.example.com$")}`],
    ["no base64", "pk_live_clerk.example.com$"],
    ["too much padding", `pk_live_${base64("clerk.example.com$")}===`],
  ])("%s is refused", (_, key) => {
    const failure = failureOf(() => parsePublishableKey(key, "CLERK_PUBLISHABLE_KEY"));
    expect(failure).toMatchObject({ code: "invalid_publishable_key", exitCode: 3 });
    expect(failure.message).toMatch(/^CLERK_PUBLISHABLE_KEY /);
  });
});

describe("a secret key", () => {
  const LONGEST = "a".repeat(250);

  test.each<readonly [key: string, type: string]>([
    ["sk_test_abc", "development"],
    ["sk_live_abc", "production"],
    ["sk_live_C4n4ry+/=$&\\1(x", "production"],
    [`sk_test_${LONGEST}`, "development"],
    ["sk_live_!!!", "production"],
    ["sk_live_~~~", "production"],
  ])("%s is for a %s instance", (text, type) => {
    const key = parseSecretKey(text, "CLERK_SECRET_KEY");
    expect(key.environmentType).toBe(type);
    expect(key.authorization()).toBe(`Bearer ${text}`);
  });

  test.each<readonly [what: string, key: string | undefined, says: RegExp]>([
    ["missing", undefined, /is not set/],
    ["empty", "", /is empty/],
    ["blanks", "   ", /index 0/],
    ["the word undefined", "undefined", /no secret key/],
    ["the word null", "null", /no secret key/],
    ["a mask", "***", /no secret key/],
    ["a template", "${{ secrets.CLERK }}", /index 3|no secret key/],
    ["a variable's name", "$CLERK_SECRET_KEY", /no secret key/],
    ["too short", "sk_live_ab", /no secret key/],
    ["too long", `sk_live_${LONGEST}a`, /no secret key/],
    ["10 KB", `sk_live_${"a".repeat(10_240)}`, /no secret key/],
    ["a publishable key", "pk_live_abcdef", /publishable key/],
    ["an API key", "ak_abcdef", /API key/],
    ["a webhook secret", "whsec_abcdef", /webhook secret/],
    ["a token", "eyJhbGciOi.eyJzdWIi.c2ln", /JWT/],
    ["another service's key", "sk_prod_abcdef", /another service/],
    ["a line end after", "sk_live_abcdef\n", /index 14/],
    ["a line end within", "sk_live_abc\ndef", /index 11/],
    ["a blank before", " sk_live_abcdef", /index 0/],
    ["NUL", "sk_live_abc\0def", /index 11/],
    ["a smart quote", "\u201csk_live_abcdef", /index 0/],
    ["a byte order mark", "\uFEFFsk_live_abcdef", /index 0/],
    ["a no-break space", "sk_live_abc\u00a0def", /index 11/],
    ["an emoji, then more", "sk_live_a😀b c", /index 9/],
    ["Bearer", "Bearer sk_live_abcdef", /index 6/],
    ["upper case", "SK_LIVE_abcdef", /no secret key/],
  ])("%s is refused", (_, key, says) => {
    const failure = failureOf(() => parseSecretKey(key, "CLERK_SECRET_KEY"));
    expect(failure).toMatchObject({ code: "invalid_secret_key", exitCode: 3 });
    expect(failure.message).toMatch(/^CLERK_SECRET_KEY /);
    expect(failure.message).toMatch(says);
  });
});

describe("Retry-After", () => {
  const DATE = "Wed, 21 Oct 2026 07:28:00 GMT";

  test.each<readonly [header: string | null, date: string | null, ms: number | null]>([
    [null, null, null],
    [null, DATE, null],
    ["0", null, 0],
    ["5", null, 5_000],
    ["120", DATE, 120_000],
    ["007", null, 7_000],
    ["999999999", null, 999_999_999_000],
    // Beyond what a timer holds, and beyond what a number holds exactly.
    ["2147483648", null, 2_147_483_648_000],
    ["9999999999999", null, 9_999_999_999_999_000],
    ["9999999999999999999", null, 1e22],
    [`1${"0".repeat(309)}`, null, Number.POSITIVE_INFINITY],
    ["-1", null, null],
    ["+5", null, null],
    ["1.5", null, null],
    ["1e3", null, null],
    ["0x10", null, null],
    ["5s", null, null],
    [" 5", null, null],
    ["5 ", null, null],
    ["5, 10", null, null],
    ["", null, null],
    ["soon", null, null],
    ["Wed, 21 Oct 2026 07:28:30 GMT", DATE, 30_000],
    ["Wed, 21 Oct 2026 07:27:00 GMT", DATE, 0],
    [DATE, DATE, 0],
    [DATE, null, null],
    [DATE, "yesterday", null],
    ["2026-10-21T07:28:30Z", DATE, null],
    ["Wed, 21 Oct 2026 07:28:30 +0000", DATE, null],
    ["Wednesday, 21-Oct-26 07:28:30 GMT", DATE, null],
    ["Wed Oct 21 07:28:30 2026", DATE, null],
    ["Wed, 21 Xyz 2026 07:28:30 GMT", DATE, null],
    ["Wed, 99 Oct 2026 07:28:30 GMT", DATE, null],
    [DATE, "Wed, 21 Xyz 2026 07:28:30 GMT", null],
  ])("%j at %j is %j ms", (header, date, ms) => {
    expect(parseRetryAfter(header, date)).toBe(ms);
  });
});
