/* Quoting by keyboard, and choices point by point: arrows in the search, sums of what is wanted, fields that only some answers need. */
(() => {
  "use strict";

  /* The search that adds: arrows move in the hits, Enter takes one, Escape clears. */
  const hitsOf = (input) => [...document.querySelectorAll(`#${CSS.escape(input.getAttribute("aria-controls"))} .hit`)];

  function mark(input, hits, index) {
    hits.forEach((hit, place) => { hit.classList.toggle("here", place === index); hit.setAttribute("aria-selected", String(place === index)); });
    if (hits[index]) {
      hits[index].id ||= `${input.id}-hit-${index}`;
      input.setAttribute("aria-activedescendant", hits[index].id);
      hits[index].scrollIntoView({ block: "nearest" });
    }
  }

  document.addEventListener("keydown", (event) => {
    const input = event.target.closest?.("[data-adder] input");
    if (!input || event.isComposing) return;
    const hits = hitsOf(input);
    const here = hits.findIndex((hit) => hit.classList.contains("here"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!hits.length) return;
      event.preventDefault();
      mark(input, hits, Math.min(Math.max(here + (event.key === "ArrowDown" ? 1 : -1), 0), hits.length - 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      (hits[here] || hits[0])?.click();
    } else if (event.key === "Escape" && input.value) {
      event.stopPropagation();
      input.value = "";
      document.getElementById(input.getAttribute("aria-controls"))?.replaceChildren();
      input.setAttribute("aria-expanded", "false");
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const offer = event.detail.target;
    if (!offer?.classList?.contains("offer")) return;
    const input = document.querySelector(`[aria-controls="${offer.id}"]`);
    if (!input) return;
    const hits = hitsOf(input);
    input.setAttribute("aria-expanded", String(Boolean(hits.length)));
    if (hits.length) mark(input, hits, 0);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-empties]");
    if (button) document.getElementById(button.dataset.empties)?.replaceChildren();
  });

  /* A fragment that opened for editing takes the focus. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const field = event.detail.target === document.body ? null : event.detail.elt.querySelector?.(".editor [autofocus]") || (event.detail.elt.matches?.(".line-edit") ? event.detail.elt.querySelector("[autofocus]") : null);
    if (field) { field.focus({ preventScroll: true }); field.select?.(); }
  });
})();
