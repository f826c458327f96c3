// Files that people name: regular, of bounded size, UTF-8. Unreadable is never the same as empty.

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { platform } from "node:os";
import { openSource } from "../../core/file/text.ts";
import { errorText } from "./error-text.ts";

export type FileContent =
  | { readonly ok: true; readonly text: string; readonly bytes: Uint8Array }
  | {
      readonly ok: false;
      readonly code: "unreadable_file" | "too_large" | "bad_encoding" | "utf16";
      readonly args: Readonly<Record<string, string | number>>;
      /** Where in the text; absent: it is of the file as a whole. Lines and columns from 1. */
      readonly at?: { readonly line: number; readonly column: number };
    };

const SPECIAL = /^\/(?:proc|sys|dev)\//;

/** What is said of a path that leads to something else than a regular file. */
export const NOT_REGULAR = "it is not a regular file";

/** A descriptor to read a regular file from; null: it is none. Throws what the system says. */
export function openRegular(path: string): number | null {
  const real = realpathSync(path);
  if (SPECIAL.test(real)) return null;
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
  const file = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  return null;
}

/**
 * Reads at most `limit` bytes; a link to a regular file is followed. At once: Node's thread pool
 * takes longer to start than such a file to read.
 */
export function readTextFile(path: string, limit: number): FileContent {
  const unreadable = (why: string): FileContent => ({
    ok: false,
    code: "unreadable_file",
    args: { why },
  });
  if (path.includes("\0") || path.length > 4096) return unreadable("the path is not usable");
  let bytes: Uint8Array;
  try {
    const file = openRegular(path);
    if (file === null) return unreadable(NOT_REGULAR);
    try {
      const buffer = Buffer.alloc(limit + 1);
      let length = 0;
      for (;;) {
        const count = readSync(file, buffer, length, buffer.length - length, null);
        length += count;
        if (count === 0 || length > limit) break;
      }
      if (length > limit) return { ok: false, code: "too_large", args: { limit } };
      bytes = buffer.subarray(0, length);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return unreadable(errorText(error));
  }
  return decodeFile(bytes);
}

/** Whether others than its owner may use it. No where systems keep no such bits, and for what can't be looked at. */
export function isOpenToOthers(path: string): boolean {
  try {
    return platform() !== "win32" && (statSync(path).mode & 0o077) !== 0;
  } catch {
    return false;
  }
}

/** The text of a file's bytes: UTF-8, or why not. */
export function decodeFile(bytes: Uint8Array): FileContent {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Text in UTF-16 has a zero in every other byte, and none in UTF-8.
  const halfZero =
    bytes.length >= 4 &&
    (bytes[0] === 0) !== (bytes[1] === 0) &&
    (bytes[2] === 0) !== (bytes[3] === 0);
  const fourZero =
    bytes.length >= 4 && bytes.subarray(0, 4).filter((byte) => byte === 0).length >= 2;
  if (fourZero || marked || halfZero)
    return {
      ok: false,
      code: "utf16",
      args: { encoding: fourZero ? "UTF-32 or UTF-16" : "UTF-16" },
    };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { ok: true, text, bytes };
  } catch {
    return { ok: false, code: "bad_encoding", args: {}, at: firstBadPlace(bytes) };
  }
}

/** Where the first byte stands that is not UTF-8. */
function firstBadPlace(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const decoder = new TextDecoder("utf-8", { fatal: true });
    try {
      decoder.decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  // Of a character that is cut off, nothing is decoded yet.
  const before = new TextDecoder("utf-8").decode(bytes.subarray(0, low), { stream: true });
  const { text, positionAt } = openSource("", before);
  const { line, column } = positionAt(text.length);
  return { line, column };
}
