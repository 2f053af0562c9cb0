/* Plates: entering one by its own keys (or by typing at a desk), and the long press that opens the car's file. */
(() => {
  "use strict";
  const PLACES = 8;
  const clean = (text) => text.normalize("NFKC").toUpperCase().replace(/[\s·•・.\-_]/g, "");

  customElements.define("hc-plate", class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      this.cells = [...this.querySelectorAll(".plate-cells span")];
      this.provinces = this.querySelector(".keys-provinces");
      this.letters = this.querySelector(".keys-letters");
      this.place = 0;
      this.input.addEventListener("input", (event) => { if (!event.isComposing) this.draw(); });
      this.input.addEventListener("restored", () => this.draw());
      this.input.addEventListener("blur", () => this.tidy());
      if (!window.huichang.touch(this)) return;
      this.classList.add("touch");
      this.input.inputMode = "none";
      this.place = Math.min(this.chars().length, PLACES - 1);
      this.querySelector(".plate-cells").addEventListener("click", (event) => {
        const cell = this.cells.indexOf(event.target.closest("span"));
        if (cell >= 0) { this.place = Math.min(cell, this.chars().length); this.open(); }
      });
      this.addEventListener("click", (event) => {
        const key = event.target.closest(".keys button");
        if (key) key.dataset.back === undefined ? this.type(key.dataset.type) : this.back();
      });
      this.away = (event) => { if (!this.contains(event.target)) this.close(); };
      document.addEventListener("click", this.away);
      if (this.input.autofocus && this.chars().length < PLACES - 1) this.open();
      else this.draw();
    }

    disconnectedCallback() { if (this.away) document.removeEventListener("click", this.away); }

    chars() { return [...clean(this.input.value)]; }

    /** At a desk: capitals, no dots, and the home province for a plate typed without one. */
    tidy() {
      let text = clean(this.input.value);
      if (/^[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5,6}$/.test(text)) text = this.dataset.home + text;
      if (text !== this.input.value) { this.input.value = text; this.input.dispatchEvent(new Event("change", { bubbles: true })); }
    }

    open() {
      this.isOpen = true;
      this.draw();
      this.scrollIntoView({ block: "center" });
    }
    close() { this.isOpen = false; this.draw(); }

    type(key) {
      const chars = this.chars();
      chars[this.place] = key;
      this.place = Math.min(this.place + 1, PLACES - 1);
      this.put(chars);
    }

    back() {
      const chars = this.chars();
      const at = this.place < chars.length ? this.place : chars.length - 1;
      chars.splice(at, 1);
      this.place = Math.max(0, Math.min(at, chars.length));
      this.put(chars);
    }

    put(chars) {
      this.input.value = chars.join("");
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      if (chars.length >= PLACES - 1) this.input.dispatchEvent(new Event("change", { bubbles: true }));
      this.draw();
    }

    draw() {
      if (!this.classList.contains("touch")) return;
      const chars = this.chars();
      this.place = Math.min(this.place, chars.length, PLACES - 1);
      this.cells.forEach((cell, index) => {
        cell.textContent = chars[index] || "";
        cell.classList.toggle("here", Boolean(this.isOpen) && index === this.place);
      });
      this.provinces.classList.toggle("open", Boolean(this.isOpen) && this.place === 0);
      this.letters.classList.toggle("open", Boolean(this.isOpen) && this.place > 0);
      for (const key of this.letters.querySelectorAll("[data-type]")) {
        const type = key.dataset.type;
        const han = /\p{Script=Han}/u.test(type);
        key.disabled = this.place === 1 ? !/[A-Z]/.test(type) : han && this.place < 6;
      }
    }
  });

  let held;
  document.addEventListener("pointerdown", (event) => {
    const chip = event.target.closest?.("a.plate[data-file]");
    clearTimeout(held?.timer);
    held = chip && event.button === 0 ? { chip, opened: false } : null;
    if (held) held.timer = setTimeout((mine) => { mine.opened = true; navigator.vibrate?.(12); location.assign(mine.chip.dataset.file); }, 550, held);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) {
    document.addEventListener(name, (event) => {
      if (name === "pointermove" && Math.abs(event.movementX) + Math.abs(event.movementY) < 6) return;
      clearTimeout(held?.timer);
    });
  }
  document.addEventListener("click", (event) => { if (held?.opened && held.chip.contains(event.target)) { event.preventDefault(); event.stopPropagation(); } }, true);
  document.addEventListener("contextmenu", (event) => { if (held && event.target.closest?.("a.plate[data-file]") && window.huichang.touch(event.target)) event.preventDefault(); });
})();
