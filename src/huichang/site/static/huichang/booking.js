/* The booking desk: the chosen slot in words, callers by arrows, chosen items that outlive a lost session. */
(() => {
  "use strict";
  const says = () => {
    const chosen = document.querySelector("input[name=slot]:checked");
    const place = document.querySelector("[data-slot-says]");
    if (!place) return;
    place.textContent = chosen ? chosen.dataset.says : "还没选时段";
    place.classList.toggle("is-chosen", Boolean(chosen));
  };

  document.addEventListener("change", (event) => { if (event.target.name === "slot") says(); });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-fill]");
    if (!opener) return;
    const point = document.querySelector(`#${opener.dataset.opens} [name=point]`);
    if (point) point.value = opener.dataset.fill;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "slots") says();
    event.detail.target?.querySelector?.(".book-date input:checked")?.closest(".book-date").scrollIntoView({ inline: "center", block: "nearest" });
    if (event.detail.target?.id !== "items") return;
    const kept = document.querySelector("#book [name=kept]");
    if (!kept) return;
    const chosen = [...document.querySelectorAll("#items [name=item]")].map((item) => item.value).join(" ");
    if (kept.value === chosen) return;
    kept.value = chosen;
    kept.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.(".book-who");
    if (!field || event.isComposing) return;
    const hits = [...field.querySelectorAll("#callers a")];
    if (!hits.length) return;
    const here = hits.indexOf(document.activeElement);
    if (event.key === "ArrowDown") { event.preventDefault(); hits[Math.min(here + 1, hits.length - 1)].focus(); }
    else if (event.key === "ArrowUp") { event.preventDefault(); (here <= 0 ? field.querySelector("input") : hits[here - 1]).focus(); }
    else if (event.key === "Enter" && here < 0) { event.preventDefault(); hits[0].click(); }
    else if (event.key === "Escape") { field.querySelector("input").blur(); }
  });

  says();
})();
