/* Planning a count: a whole part of the store room is chosen with one touch. */
(() => {
  "use strict";
  if (window.huichangCounting) return;
  window.huichangCounting = true;

  document.addEventListener("change", (event) => {
    const all = event.target.closest?.(".plan-bins [data-all] input");
    if (!all) return;
    all.closest("details").querySelectorAll("input[name=bin]").forEach((box) => { box.checked = all.checked; });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".plan-bins [data-all]")) event.stopPropagation();
  });
})();
