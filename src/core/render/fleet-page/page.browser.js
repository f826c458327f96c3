// The page's own script: filters, columns and details. Whatever it shows is put in as text.

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const controls = document.getElementById("controls");
  const shown = document.getElementById("shown");
  const table = document.getElementById("fleet");
  const sheet = document.styleSheets[0];
  /** Columns before those of settings: name and status. */
  const FIRST = 2;

  const rows = [...table.tBodies[0].rows].map((element, index) => {
    const [command, about, findings] = data.rows[index];
    const name = element.cells[0].firstElementChild;
    const texts = [name.textContent, ...about.map(textAt)].join("\n").toLowerCase();
    return { element, name, command, about, findings, texts, pane: null, button: null };
  });

  function textAt(place) {
    return data.texts[place];
  }

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  // Filters.

  let columnRule = -1;

  /** A rule of the style sheet hides a column at once, whatever the number of rows. */
  function showColumns(columns) {
    if (columnRule >= 0) sheet.deleteRule(columnRule);
    columnRule = -1;
    const hidden = data.addresses.flatMap((_, index) =>
      columns.has(index) ? [] : [`#fleet > * > tr > :nth-child(${index + FIRST + 1})`],
    );
    if (hidden.length === 0) return;
    columnRule = sheet.insertRule(
      `${hidden.join(",")}{display:none !important}`,
      sheet.cssRules.length,
    );
  }

  /** Columns whose address holds a text; of no text, none. */
  function columnsNamed(typed) {
    if (typed === "") return new Set();
    return new Set(
      data.addresses.flatMap((address, index) => (address.includes(typed) ? [index] : [])),
    );
  }

  /** By name, by what is said about it, or by a setting that differs there. */
  function isFound(row, typed, named) {
    return row.texts.includes(typed) || row.findings.some(([column]) => named.has(column));
  }

  /** How many are shown. */
  function showRows(typed, named) {
    const ticked = [...controls.querySelectorAll("[name=stand]:checked")];
    const stands = new Set(ticked.map(({ value }) => value));
    let count = 0;
    for (const row of rows) {
      const isShown = stands.has(row.element.className) && isFound(row, typed, named);
      row.element.hidden = !isShown;
      if (row.pane) row.pane.hidden = !isShown;
      if (isShown) count += 1;
    }
    return count;
  }

  function update() {
    const typed = controls.elements.text.value.trim().toLowerCase();
    const isAll = controls.elements.all.checked;
    const named = columnsNamed(typed);
    const usual = isAll ? data.addresses.keys() : data.differing;
    const columns = new Set(named.size > 0 ? named : usual);
    const count = showRows(typed, named);
    showColumns(columns);
    table.classList.toggle("all", isAll);
    for (const { pane } of rows) if (pane) pane.cells[0].colSpan = columns.size + FIRST;
    const said = `${count} of ${rows.length} environments, ${columns.size} of ${data.addresses.length} settings`;
    if (shown.textContent !== said) shown.textContent = said;
  }

  // Details.

  function paneOf(row) {
    const parts = row.about.map((place) => make("p", {}, textAt(place)));
    if (row.findings.length > 0) parts.push(findingsTable(row.findings));
    parts.push(commandLine(data.command + textAt(row.command)));
    const cell = make("td", {}, make("div", {}, ...parts));
    return make("tr", { className: "pane", id: `pane-${rows.indexOf(row)}` }, cell);
  }

  function findingsTable(findings) {
    const heads = ["setting", "state", ...data.heads, "notes", "file"].map((text) =>
      make("th", { scope: "col" }, text),
    );
    const lines = findings.map(([column, mark, before, after, place, ...notes]) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, make("code", {}, ...breakable(data.addresses[column]))),
        make("td", {}, data.marks[mark]),
        make("td", { className: "value" }, ...breakable(textAt(before))),
        make("td", { className: "value" }, ...breakable(textAt(after))),
        make("td", {}, ...notes.map((note) => make("p", {}, ...breakable(textAt(note))))),
        make("td", { className: "value" }, textAt(place)),
      ),
    );
    return make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...lines),
    );
  }

  /** May break within names. */
  function breakable(text) {
    return text.split(/(?<=[._=,])/).flatMap((part) => [part, make("wbr", {})]);
  }

  function commandLine(command) {
    const code = make("code", {}, command);
    const button = make("button", { type: "button" }, "Copy");
    const said = make("span", {});
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(command);
        said.textContent = "Copied.";
      } catch {
        getSelection().selectAllChildren(code);
        said.textContent = "Selected: copy it with the keyboard.";
      }
    });
    return make("p", { className: "copy" }, code, button, said);
  }

  function toggle(row) {
    if (row.pane) {
      row.pane.remove();
      row.pane = null;
    } else {
      row.pane = paneOf(row);
      row.element.after(row.pane);
    }
    row.button.setAttribute("aria-expanded", String(row.pane !== null));
    update();
  }

  for (const row of rows) {
    row.button = make("button", { type: "button" }, ...row.name.childNodes);
    row.button.setAttribute("aria-expanded", "false");
    row.button.addEventListener("click", () => toggle(row));
    row.name.replaceWith(row.button);
  }
  controls.addEventListener("input", update);
  controls.addEventListener("submit", (event) => event.preventDefault());
  if (data.differing.length === 0) controls.elements.all.checked = true;
  controls.hidden = false;
  update();
})();
