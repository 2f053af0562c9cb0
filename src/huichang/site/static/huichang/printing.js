/* A button that prints the page. */
(() => {
  "use strict";
  if (window.huichangPrinting) return;
  window.huichangPrinting = true;
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
})();
