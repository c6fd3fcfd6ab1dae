"use strict";
// Sorts, filters and folds the tables; the page is whole without it.
(() => {
  const FOLDED = 25;
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const keyOf = (cell) => cell.dataset.key ?? cell.textContent.trim();
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  // "1,234" and "0.2 %" sort as numbers.
  const plain = (text) => text.replace(/^([+−-]?[\d,.]+(?:e[+-]?\d+)?)\s*%?$/, (_, number) => number.replaceAll(",", "").replace("−", "-"));

  // Paper shows what is folded on the screen.
  const closed = Array.from(document.querySelectorAll("details"));
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = closed.filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  for (const data of document.querySelectorAll(".data")) {
    const table = data.querySelector("table");
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const heads = Array.from(table.tHead.rows[0].cells);
    const groups = data.dataset.groups ? data.dataset.groups.split(";").map((group) => group.split("=")) : [];
    const caption = table.caption.textContent.split(".")[0];
    const search = make("input", { type: "search", id: `${data.id}-search`, autocomplete: "off" });
    const select = make("select", { id: `${data.id}-group` }, make("option", { value: "", textContent: "All" }));
    for (const [code, name] of groups) {
      if (rows.some((row) => row.dataset.groups.split(" ").includes(code))) select.append(make("option", { value: code, textContent: name }));
    }
    const output = make("output", {});
    output.setAttribute("for", `${search.id} ${select.id}`);
    const fold = make("button", { type: "button", className: "fold" });
    let folded = rows.length > FOLDED;

    const show = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let matching = 0;
      for (const row of body.rows) {
        const text = row.textContent.toLowerCase();
        const matches = words.every((word) => text.includes(word)) && (!select.value || row.dataset.groups.split(" ").includes(select.value));
        matching += matches;
        row.hidden = !matches || (folded && matching > FOLDED);
      }
      const shown = folded ? Math.min(matching, FOLDED) : matching;
      output.textContent = `${shown} of ${rows.length} rows`;
      fold.hidden = matching <= FOLDED;
      fold.textContent = folded ? `Show all ${matching} rows` : `Show the first ${FOLDED} rows only`;
    };

    heads.forEach((head, column) => {
      const button = make("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
        for (const other of heads) other.setAttribute("aria-sort", other === head ? direction : "none");
        const keys = new Map(rows.map((row) => [row, plain(keyOf(row.cells[column]))]));
        const sign = direction === "ascending" ? 1 : -1;
        body.append(...rows.slice().sort((a, b) => sign * compare(keys.get(a), keys.get(b))));
        show();
      });
    });
    search.addEventListener("input", show);
    select.addEventListener("change", show);
    fold.addEventListener("click", () => {
      folded = !folded;
      show();
    });
    const tools = make("div", { className: "tools" }, make("label", { htmlFor: search.id }, "Filter", search));
    search.setAttribute("aria-label", `Filter: ${caption}`);
    if (select.options.length > 2) tools.append(make("label", { htmlFor: select.id }, "Show", select));
    tools.append(output);
    data.prepend(tools);
    data.append(fold);
    show();
  }
})();
