/* A receipt: a part that is scanned again counts up in its own line; a line can be dropped. */
(() => {
  "use strict";
  if (window.huichangReceiving) return;
  window.huichangReceiving = true;

  const ready = (form) => {
    const field = form.querySelector("input[name=code]");
    field.value = "";
    field.focus();
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt?.closest?.("[data-receive-scan]");
    if (!form || event.detail.xhr.status !== 200) return;
    const part = /data-part="(\d+)"/.exec(event.detail.xhr.responseText)?.[1];
    const there = part && document.querySelector(`table.receipt tr[data-part="${part}"]`);
    if (there) {
      const quantity = there.querySelector("input[name=quantity]");
      quantity.value = String(Number(quantity.value || 0) + 1);
      there.classList.remove("row-flash");
      void there.offsetWidth;
      there.classList.add("row-flash");
      event.detail.shouldSwap = false;
    }
    ready(form);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-drops]");
    if (button) button.closest(button.dataset.drops)?.remove();
  });
})();
