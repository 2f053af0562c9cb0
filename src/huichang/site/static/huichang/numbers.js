/* Numbers for hands: mileage by big keys, fuel and battery by dragging. */
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const changed = (input) => ["input", "change"].forEach((name) => input.dispatchEvent(new Event(name, { bubbles: true })));

  customElements.define("hc-keypad", class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      const check = () => this.check();
      ["input", "restored"].forEach((name) => this.input.addEventListener(name, check));
      if (window.huichang.touch(this)) { this.classList.add("touch"); this.input.inputMode = "none"; }
      this.addEventListener("click", (event) => {
        const key = event.target.closest(".keys button");
        if (!key) return;
        const { value } = this.input;
        if (key.dataset.clear !== undefined) this.input.value = "";
        else if (key.dataset.back !== undefined) this.input.value = value.slice(0, -1);
        else if (value.length < this.input.maxLength) this.input.value = (value + key.dataset.type).replace(/^0+(?=\d)/, "");
        changed(this.input);
      });
      this.check();
    }

    check() {
      const places = this.input.dataset.decimals !== undefined;
      const digits = places ? this.input.value.replace(/[^\d.]/g, "").replace(/(\..*)\./g, "$1") : this.input.value.replace(/\D/g, "");
      if (digits !== this.input.value) this.input.value = digits;
      const least = this.dataset.atLeast;
      const fine = least === undefined || digits === "" || digits.length < least.length || Number(digits) >= Number(least);
      this.querySelector(".wrong").hidden = fine;
      const why = this.querySelector(".doubt");
      if (why) why.hidden = fine && !why.querySelector("input").value;
    }
  });

  const draw = (name, attributes, text = "") => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  };
  const MIDDLE = [130, 122];
  const RADIUS = 96;
  const at = (part, radius) => {
    const angle = Math.PI * (1 - part);
    return [MIDDLE[0] + radius * Math.cos(angle), MIDDLE[1] - radius * Math.sin(angle)].map((number) => number.toFixed(1));
  };

  customElements.define("hc-fuel", class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      this.dial = this.querySelector(".fuel-dial");
      this.most = Number(this.dataset.most);
      this.electric = this.dataset.electric !== undefined;
      this.input.addEventListener("restored", () => this.show());
      this.dial.addEventListener("pointerdown", (event) => { this.dial.setPointerCapture(event.pointerId); this.follow(event); });
      this.dial.addEventListener("pointermove", (event) => { if (this.dial.hasPointerCapture(event.pointerId)) this.follow(event); });
      this.dial.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: this.most / 4, PageDown: -this.most / 4, Home: -this.most, End: this.most }[event.key];
        if (step) { event.preventDefault(); this.set(Number(this.input.value || 0) + step); }
      });
      this.show();
    }

    follow(event) {
      const box = this.dial.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width;
      if (this.electric) { this.set(Math.round(((x * 260 - 14) / 222) * 20) * 5); return; }
      const dx = x * 260 - MIDDLE[0];
      const dy = MIDDLE[1] - ((event.clientY - box.top) / box.height) * 176;
      const angle = Math.atan2(Math.max(dy, 0), dx);
      this.set(Math.round((1 - angle / Math.PI) * this.most));
    }

    set(value) {
      const next = String(Math.min(this.most, Math.max(0, value)));
      if (next === this.input.value) return;
      this.input.value = next;
      changed(this.input);
      this.show();
    }

    show() {
      const known = this.input.value !== "";
      const value = Number(this.input.value || 0);
      const svg = draw("svg", { viewBox: `0 0 260 ${this.electric ? 110 : 176}`, "aria-hidden": "true" });
      if (known && value <= this.most / 8) svg.classList.add("low");
      (this.electric ? this.battery : this.gauge).call(this, svg, value, known);
      this.dial.replaceChildren(svg);
      this.dial.setAttribute("aria-valuenow", value);
      this.dial.setAttribute("aria-valuetext", known ? this.words(value) : "未填");
    }

    words(value) { return this.electric ? `${value}%` : `${value}/8`; }

    gauge(svg, value, known) {
      const part = value / this.most;
      const arc = (to) => { const [x, y] = at(to, RADIUS); return `M ${MIDDLE[0] - RADIUS} ${MIDDLE[1]} A ${RADIUS} ${RADIUS} 0 0 1 ${x} ${y}`; };
      svg.append(draw("path", { class: "arc", d: arc(1) }));
      if (known && part > 0) svg.append(draw("path", { class: "arc arc-part", d: arc(part) }));
      for (let i = 0; i <= 8; i += 1) {
        const [x1, y1] = at(i / 8, RADIUS - 12);
        const [x2, y2] = at(i / 8, RADIUS - (i % 4 ? 18 : 24));
        svg.append(draw("line", { class: "tick", x1, y1, x2, y2 }));
      }
      svg.append(draw("text", { x: 34, y: 146 }, "E"), draw("text", { x: 226, y: 146 }, "F"));
      if (known) {
        const [x2, y2] = at(part, RADIUS - 30);
        svg.append(draw("line", { class: "needle", x1: MIDDLE[0], y1: MIDDLE[1], x2, y2 }), draw("circle", { cx: MIDDLE[0], cy: MIDDLE[1], r: 8 }));
      }
      svg.append(draw("text", { class: known ? "reading" : "", x: MIDDLE[0], y: 170 }, known ? this.words(value) : "拖动指针"));
    }

    battery(svg, value, known) {
      svg.append(draw("rect", { x: 8, y: 8, width: 234, height: 62, rx: 10, fill: "none", stroke: "#5f6e83", "stroke-width": 3 }), draw("rect", { x: 245, y: 28, width: 8, height: 22, rx: 3, fill: "#5f6e83" }));
      for (let i = 0; i < 10; i += 1) {
        const on = known && value > i * 10;
        svg.append(draw("rect", { class: on ? "cell cell-on" : "cell", x: 15 + i * 22.2, y: 15, width: 19.5, height: 48, rx: 4 }));
      }
      svg.append(draw("text", { class: known ? "reading" : "", x: 125, y: 102 }, known ? this.words(value) : "拖动到当前电量"));
    }
  });
})();
