/* Forms marked data-draft keep what was typed, per person, page and form, until they succeed; data-draft="17" further tells
   whom or what the form is about where one page serves many. Fields that a form fetches only later get theirs as they come. */
(() => {
  "use strict";
  const NEVER = new Set(["csrfmiddlewaretoken", "once", "seen", "version"]);
  const waiting = new Map();
  const done = new WeakSet();
  const later = new WeakMap();

  const keyOf = (form) => `draft:${window.huichang.house()?.dataset.signed || ""}:${location.pathname}:${form.id}:${form.dataset.draft}`;

  function kept(control) {
    return control.name && !NEVER.has(control.name) && !["password", "file", "submit", "button"].includes(control.type) && !control.closest("hc-signature");
  }

  function valuesOf(form) {
    const values = {};
    for (const control of form.elements) {
      if (!kept(control)) continue;
      values[control.name] ??= [];
      if (control.type === "checkbox" || control.type === "radio") { if (control.checked) values[control.name].push(control.value); }
      else if (control instanceof HTMLSelectElement && control.multiple) values[control.name].push(...[...control.selectedOptions].map((option) => option.value));
      else values[control.name].push(control.value);
    }
    return values;
  }

  function fill(controls, values) {
    const place = {};
    for (const control of controls) {
      if (!kept(control) || !(control.name in values)) continue;
      const said = values[control.name];
      if (control.type === "checkbox" || control.type === "radio") control.checked = said.includes(control.value);
      else if (control instanceof HTMLSelectElement && control.multiple) [...control.options].forEach((option) => { option.selected = said.includes(option.value); });
      else {
        place[control.name] = place[control.name] ?? 0;
        if (said[place[control.name]] !== undefined) control.value = said[place[control.name]];
        place[control.name] += 1;
      }
      control.dispatchEvent(new Event("restored"));
    }
  }

  function save(form) {
    if (done.has(form)) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => write(form), 250));
  }
  function write(form) {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    try { sessionStorage.setItem(keyOf(form), JSON.stringify({ ...later.get(form), ...valuesOf(form) })); } catch { /* full or forbidden: typing goes on without a draft */ }
  }
  /* A field that leaves the page with the focus still says "change": a form that succeeded is not listened to again. */
  function forget(form) {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    sessionStorage.removeItem(keyOf(form));
  }

  function restore(form) {
    if (form.dataset.draftReady !== undefined) return;
    form.dataset.draftReady = "";
    const text = sessionStorage.getItem(keyOf(form));
    if (!text) return;
    const fresh = valuesOf(form);
    if (JSON.stringify(fresh) === text) return;
    const values = JSON.parse(text);
    fill(form.elements, values);
    const missing = Object.fromEntries(Object.entries(values).filter(([name, said]) => !(name in fresh) && said.length));
    const comes = Object.keys(missing).length > 0;
    if (comes) later.set(form, missing);
    const note = document.createElement("p");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    note.append("已恢复您上次没有提交的内容。");
    const undo = document.createElement("button");
    undo.type = "button";
    undo.textContent = "不用，清除";
    undo.addEventListener("click", () => { forget(form); later.delete(form); if (comes) location.reload(); else fill(form.elements, fresh); note.remove(); });
    note.append(undo);
    form.prepend(note);
  }

  /* A part of the form has come: what was typed into its fields is put back. Hidden fields are the house's own. */
  function refill(part) {
    const form = part.closest?.("form[data-draft]");
    const missing = form && later.get(form);
    if (missing) fill([part, ...part.querySelectorAll("input, select, textarea")].filter((control) => control.form === form && control.type !== "hidden"), missing);
  }
  /* Each is put back once; from then on the field says what it says. */
  function settled(part) {
    const form = part.closest?.("form[data-draft]");
    const missing = form && later.get(form);
    if (missing) for (const control of form.elements) if (control.type !== "hidden") delete missing[control.name];
  }

  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.form || event.target.closest?.("form");
      if (form?.matches?.("form[data-draft]")) save(form);
    });
  }
  addEventListener("pagehide", () => [...waiting.keys()].forEach(write));
  document.addEventListener("htmx:beforeRequest", (event) => { if (waiting.has(event.detail.elt)) write(event.detail.elt); });

  /* htmx reports success before the new page stands, so the path is still that of the form. */
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = event.detail;
    if (!elt.matches?.("form[data-draft]")) return;
    const toSignIn = xhr.getResponseHeader("HX-Redirect") || new URL(xhr.responseURL || location.href).pathname === "/sign-in/";
    if (xhr.status < 400 && !toSignIn) { done.add(elt); forget(elt); }
  });

  const all = (root) => root.querySelectorAll?.("form[data-draft]").forEach(restore);
  customElements.whenDefined("hc-scan").then(() => all(document));
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt.matches?.("form[data-draft]")) restore(event.detail.elt); all(event.detail.elt); refill(event.detail.elt); });
  document.addEventListener("htmx:afterSettle", (event) => settled(event.target));
})();
