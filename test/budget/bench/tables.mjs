// The results as tables in Markdown, for the terminal and for the document.

const ms = (value) => `${Math.round(value)} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const times = (value) => (value === undefined ? "–" : `${value.toFixed(2)} ×`);
const range = ({ min, max }) => `${Math.round(min)}–${Math.round(max)}`;

/** Cells padded, so that the table can be read as it is. */
function table([head, ...rows]) {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

const figure = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(2));

function goalsTable({ goals }) {
  const says = ({ met, missedBy }) =>
    met === undefined ? "not measured here" : met ? "met" : `missed by ${figure(missedBy)}`;
  return table([
    ["What", "Goal", "Measured", ""],
    ...goals.map((one) => [
      one.what,
      one.goal === 0 ? "0" : `≤ ${one.goal}`,
      one.value === undefined ? "–" : figure(one.value),
      says(one),
    ]),
  ]);
}

function startUpTable({ startUp, names }) {
  return table([
    ["Command", "Median", "Min–max, ms", ": bare Node"],
    ...Object.entries(startUp).map(([id, one]) => [
      names[id],
      ms(one.median),
      range(one),
      times(one.median / startUp.node.median),
    ]),
  ]);
}

function serverTable({ server, names }, delay) {
  const of = server[delay];
  return table([
    [
      "Command",
      "Median",
      "Min–max, ms",
      ": `config pull`",
      "To the 1st request",
      "Waiting",
      "After",
    ],
    ...Object.entries(of).map(([id, { total, start, waiting, end }]) => [
      names[id],
      ms(total.median),
      range(total),
      times(of.pull && total.median / of.pull.total.median),
      ...(Number.isFinite(start.median)
        ? [ms(start.median), ms(waiting.median), ms(end.median)]
        : ["–", "–", "–"]),
    ]),
  ]);
}

function countsTable({ counts, names }) {
  return table([
    ["Command", "Requests", "Writes", "Round trips", "Connections"],
    ...Object.entries(counts).map(([id, { requests, roundTrips, connections }]) => [
      names[id],
      String(requests.length),
      String(requests.filter(({ method }) => method !== "GET").length),
      String(roundTrips),
      String(connections),
    ]),
  ]);
}

function memoryTable({ memory, names }) {
  return table([
    ["Command", "Peak", ": bare Node"],
    ...Object.entries(memory).map(([id, one]) => [
      names[id],
      mib(one.median),
      times(one.median / memory.node.median),
    ]),
  ]);
}

function sizeTable({ sizes }) {
  return table([
    ["Package", "Installed"],
    [`clerkwork, ${sizes.clerkwork.files} files`, mb(sizes.clerkwork.bytes)],
    ["clerk, with its binary for one platform", sizes.clerk ? mb(sizes.clerk.bytes) : "–"],
  ]);
}

export function tables(results) {
  return {
    goals: goalsTable(results),
    startUp: startUpTable(results),
    server: Object.keys(results.server).map((delay) => [delay, serverTable(results, delay)]),
    counts: countsTable(results),
    memory: memoryTable(results),
    sizes: sizeTable(results),
  };
}

export function showTables(results) {
  const { goals, startUp, server, counts, memory, sizes } = tables(results);
  return [
    goals,
    startUp,
    ...server.map(([delay, one]) => `${delay} ms per request\n\n${one}`),
    counts,
    memory,
    sizes,
  ].join("\n\n");
}
