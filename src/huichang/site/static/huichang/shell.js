/* The shell: sheets and drawers, menus, keys, search results, undo, where the eye and the focus go after a page came. */
(() => {
  "use strict";
  const house = () => document.querySelector(".house");
  let ahead = 0;

  window.huichang = {
    /** The server's time in milliseconds, whatever the clock of this device says. */
    now: () => Date.now() + ahead,
    /** The value of a colour of tokens.css, for plots: huichang.colour("stage-in_work"). */
    colour: (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(),
    /** Whether fingers are used here: a ramp page, a phone, or a screen without a mouse. */
    touch: (element) => Boolean(element.closest(".ramp")) || matchMedia("(pointer: coarse), (max-width: 760px)").matches,
    house,
  };

  const editing = (element) => Boolean(element?.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]"));
  window.huichang.editing = editing;

  function openSheet(id) {
    const sheet = document.getElementById(id);
    if (!(sheet instanceof HTMLDialogElement) || sheet.open) return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => menu.removeAttribute("open"));
    sheet.showModal();
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    const opener = target.closest("[data-opens]");
    if (opener) { event.preventDefault(); openSheet(opener.dataset.opens); return; }
    if (target.closest("[data-closes]")) { target.closest("dialog")?.close(); return; }
    if (target instanceof HTMLDialogElement && target.open) {
      const box = target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) target.close();
    }
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(target)) menu.removeAttribute("open"); });
  });

  /* Without a secure address (http in the house's own network) browsers offer no clipboard: the old way then. */
  async function copy(words) {
    if (navigator.clipboard) return navigator.clipboard.writeText(words);
    const field = Object.assign(document.createElement("textarea"), { value: words, readOnly: true });
    field.style.cssText = "position:fixed;opacity:0";
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) window.print(); });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const label = button.querySelector("span");
    const before = label.textContent;
    try { await copy(button.dataset.copy); label.textContent = "已复制"; } catch { label.textContent = "请手动复制"; }
    setTimeout(() => { label.textContent = before; }, 2000);
  });

  function found(step) {
    const results = [...document.querySelectorAll(".find-results a")];
    if (!results.length) return false;
    const here = results.indexOf(document.activeElement);
    const next = here + step;
    (next < 0 ? document.querySelector(".find input") : results[Math.min(next, results.length - 1)]).focus();
    return true;
  }

  const pressedKey = (event) => [event.ctrlKey || event.metaKey ? "Ctrl+" : "", event.altKey ? "Alt+" : "", event.key.length === 1 ? event.key.toUpperCase() : event.key].join("");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.target.closest?.(".find")) {
      if (event.key === "ArrowDown" && found(1)) event.preventDefault();
      else if (event.key === "ArrowUp" && found(-1)) event.preventDefault();
      else if (event.key === "Enter" && event.target.matches("input")) {
        const first = document.querySelector(".find-results a");
        if (first) { event.preventDefault(); first.click(); }
      } else if (event.key === "Escape") { document.querySelector(".find input").value = ""; document.querySelector(".find-results").replaceChildren(); event.target.blur(); }
      return;
    }
    if (event.key === "Escape") { document.querySelector("#refusal [data-dismiss]")?.click(); return; }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && !editing(event.target)) {
      if (event.key === "/") { const find = document.querySelector(".find input"); if (find) { event.preventDefault(); find.focus(); find.select(); } return; }
      if (event.key === "?") { openSheet(document.querySelector("#help .sheet-body")?.childNodes.length ? "help" : "keys-help"); return; }
    }
    if (plain && editing(event.target) && event.key.length === 1) return;
    const key = pressedKey(event);
    const scope = document.querySelector("dialog[open]") || document;
    const button = [...scope.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toUpperCase() === key.toUpperCase() && one.offsetParent !== null);
    if (button) { event.preventDefault(); button.click(); }
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-auto]");
    if (form) form.requestSubmit();
  });

  /* A page that came by htmx: set the clock, bring the eye to the top, hand the focus to the content. */
  let pathBefore = location.pathname;
  function arrived(target) {
    const now = Number(house()?.dataset.now);
    if (now && target === document.body) ahead = now - Date.now();
    const here = location.pathname;
    if (target !== document.body) return;
    if (here !== pathBefore) window.scrollTo(0, 0);
    pathBefore = here;
    const wanted = document.querySelector("[autofocus]");
    if (wanted) wanted.focus({ preventScroll: true });
    else document.getElementById("main")?.focus({ preventScroll: true });
    document.querySelectorAll("#toasts .toast-line").forEach((line) => setTimeout(() => line.remove(), line.querySelector("form, a") ? 8000 : 4500));
  }
  const start = Number(house()?.dataset.now);
  if (start) ahead = start - Date.now();
  document.querySelectorAll("#toasts .toast-line").forEach((line) => setTimeout(() => line.remove(), line.querySelector("form, a") ? 8000 : 4500));
  document.addEventListener("htmx:afterSettle", (event) => arrived(event.detail.target));
  document.addEventListener("htmx:pushedIntoHistory", () => { if (location.pathname !== pathBefore) { window.scrollTo(0, 0); pathBefore = location.pathname; } });
})();
