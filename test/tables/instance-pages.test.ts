/** Pages of several instances: one empty line between two, on one screen and on each stream. */
import { expect, test } from "vitest";
import { openPages } from "../../src/cli/screen/pages.ts";

const ORDERS: readonly (readonly ("out" | "err")[])[] = [
  ["out", "out", "out"],
  ["out", "err", "out"],
  ["err", "out", "out"],
  ["err", "err", "out"],
  ["out", "err", "err", "out", "err"],
];

test.each(ORDERS)("%s, %s, %s", (...order) => {
  const texts = { out: "", err: "", both: "" };
  const write = (stream: "out" | "err") => (text: string) => {
    texts[stream] += text;
    texts.both += text;
  };
  const terminal = { out: write("out"), err: write("err") };
  const pages = openPages(terminal);
  for (const stream of order) {
    pages.open(stream);
    terminal[stream]("page\n");
    pages.close();
  }
  expect(texts.both).toBe(order.map(() => "page\n").join("\n"));
  for (const stream of ["out", "err"] as const) {
    const own = order.filter((one) => one === stream);
    expect(texts[stream].trimEnd()).toBe(
      own
        .map(() => "page\n")
        .join("\n")
        .trimEnd(),
    );
  }
});
