// Untrusted text on its way into a page: as text of HTML, as JSON inside a script element, as a string of CSS.

import { showPlain, showRecord } from "./escape.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that is safe to show already, as HTML between tags and in quoted attributes. */
export const htmlOf = (shown: string): string =>
  shown.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

/** Any text, as HTML: what hides, reorders or steers is escaped visibly. */
export const escapeHtml = (text: string): string => htmlOf(showPlain(text));

/** JSON for a script element: no tag, no comment and no line end of JavaScript's own stands in it. */
export const scriptJson = (value: unknown): string =>
  showRecord(value)
    .trimEnd()
    .replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);

/** A string of CSS that ends neither itself nor the style element. */
export const cssString = (text: string): string =>
  `"${text.replace(/[^\w.]/gu, (character) => `\\${Number(character.codePointAt(0)).toString(16)} `)}"`;
