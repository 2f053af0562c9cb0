/* Tables by keyboard: arrows move the row, Enter opens it; a click anywhere in the row opens it too. */
(() => {
  "use strict";
  const ROWS = ".grid-table tbody tr[data-href]";

  function prepare(root) {
    for (const table of root.querySelectorAll?.(".grid-table") || []) {
      const rows = [...table.querySelectorAll("tbody tr[data-href]")];
      if (!rows.some((row) => row.tabIndex === 0)) rows.forEach((row, index) => { row.tabIndex = index === 0 ? 0 : -1; });
      else rows.forEach((row) => { if (!row.hasAttribute("tabindex")) row.tabIndex = -1; });
    }
  }

  function go(row) {
    const rows = row.closest(".grid-table").querySelectorAll("tbody tr[tabindex='0']");
    rows.forEach((other) => { other.tabIndex = -1; });
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function open(row, aside) {
    if (aside) { window.open(row.dataset.href, "_blank", "noopener"); return; }
    const link = document.createElement("a");
    link.href = row.dataset.href;
    link.hidden = true;
    row.lastElementChild.append(link);
    window.htmx.process(link);
    link.click();
    link.remove();
  }

  document.addEventListener("keydown", (event) => {
    const row = event.target.matches?.(ROWS) ? event.target : null;
    if (!row) {
      const idle = event.target === document.body || event.target.id === "main" || event.target.matches?.("[data-rows]");
      if (idle && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        const first = document.querySelector(`${ROWS}[tabindex='0']`);
        if (first) { event.preventDefault(); go(first); }
      }
      return;
    }
    const rows = [...row.closest(".grid-table").querySelectorAll("tbody tr[data-href]")];
    const here = rows.indexOf(row);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1, PageDown: here + 12, PageUp: here - 12 }[event.key];
    if (to !== undefined) { event.preventDefault(); go(rows[Math.min(Math.max(to, 0), rows.length - 1)]); }
    else if (event.key === "Enter") { event.preventDefault(); open(row, event.ctrlKey || event.metaKey); }
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest?.(ROWS);
    if (!row || event.target.closest("a, button, input, select, textarea, label, summary") || !getSelection().isCollapsed) return;
    open(row, event.ctrlKey || event.metaKey);
  });

  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement || document));
})();
