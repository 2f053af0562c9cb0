/* Goods are counted in by scan: each scan of a part adds one to its line; “全到” fills in what is open. */
(() => {
  "use strict";
  if (window.huichangCountingIn) return;
  window.huichangCountingIn = true;

  const plain = (text) => text.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9|]/g, "");

  const numberIn = (text) => {
    const label = /^HC1\|P\|([^|]+)/i.exec(text.trim());
    return plain(label ? label[1] : text);
  };

  const count = (box, field) => {
    const wanted = numberIn(field.value);
    if (!wanted) return;
    const line = [...document.querySelectorAll("section[data-codes]")].find((each) =>
      each.dataset.codes.split(" ").filter(Boolean).some((code) => plain(code) === wanted));
    box.querySelector("[data-count-none]").hidden = Boolean(line);
    if (line) {
      const good = line.querySelector("[data-counts]");
      good.value = String(Number(good.value || 0) + 1);
      good.dispatchEvent(new Event("input", { bubbles: true }));
      line.classList.remove("row-flash");
      void line.offsetWidth;
      line.classList.add("row-flash");
      line.scrollIntoView({ block: "nearest" });
    }
    field.value = "";
    field.focus();
  };

  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("[data-count-scan]");
    if (!box || event.key !== "Enter") return;
    event.preventDefault();
    count(box, event.target);
  });

  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-count-scan]");
    if (box) count(box, event.target);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-fills]");
    const field = button && document.getElementById(button.dataset.fills);
    if (!field) return;
    field.value = field.dataset.all;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
