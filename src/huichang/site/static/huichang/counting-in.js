/* Goods are counted in by scan: each scan of a part adds one to its line, the label of one piece its serial number; “全到”
   fills in what is open, “还有另一批” adds a second batch of a line. */
(() => {
  "use strict";
  if (window.huichangCountingIn) return;
  window.huichangCountingIn = true;

  const plain = (text) => text.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9|]/g, "");

  const numberIn = (text) => {
    const label = /^HC1\|P\|([^|]+)/i.exec(text.trim());
    return plain(label ? label[1] : text);
  };

  const told = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  const serialsIn = (area) => [...new Set(area.value.split(/[\s,，、;；]+/).filter(Boolean))];

  const addSerial = (line, code) => {
    const area = line.querySelector("[data-serials]");
    const serial = /\|B\|(.+)$/i.exec(code.trim())?.[1];
    if (!area || !serial) return false;
    area.value = [...new Set([...serialsIn(area), serial])].join("\n");
    told(area);
    return true;
  };

  const count = (box, field) => {
    const wanted = numberIn(field.value);
    if (!wanted) return;
    const line = [...document.querySelectorAll("section[data-codes]")].find((each) =>
      each.dataset.codes.split(" ").filter(Boolean).some((code) => plain(code) === wanted));
    box.querySelector("[data-count-none]").hidden = Boolean(line);
    if (line) {
      if (!addSerial(line, field.value)) {
        const good = line.querySelector("[data-counts]");
        good.value = String((Number(good.value) || 0) + 1);
        told(good);
      }
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
    const button = event.target.closest?.("[data-fills], [data-fills-all]");
    if (!button) return;
    const one = document.getElementById(button.dataset.fills);
    for (const field of one ? [one] : document.querySelectorAll("[data-counts][data-all]")) {
      field.value = field.dataset.all;
      told(field);
    }
  });

  document.addEventListener("input", (event) => {
    const area = event.target.closest?.("[data-serials]");
    const good = area && document.getElementById(area.dataset.serials);
    if (good) good.value = String(serialsIn(area).length);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-another]");
    if (!button) return;
    const line = button.dataset.another;
    const all = document.querySelectorAll(`section[data-line="${line}"]`);
    const key = `${line}-${all.length + 1}`;
    const copy = all[0].cloneNode(true);
    copy.querySelectorAll("details, [data-another]").forEach((each) => each.remove());
    copy.querySelector("input[name=line]").value = key;
    copy.querySelectorAll("*").forEach((each) => {
      for (const name of ["name", "id", "for", "data-fills"]) {
        const had = each.getAttribute(name);
        if (had) each.setAttribute(name, had.replace(new RegExp(`([-_])${line}$`), `$1${key}`));
      }
      if (each.matches("input:not([type=hidden])")) each.value = each.hasAttribute("data-counts") ? "0" : "";
    });
    all[all.length - 1].after(copy);
    copy.querySelector("[data-batch]").focus();
  });
})();
