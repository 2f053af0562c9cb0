/* The car from five sides: a touch marks damage of the chosen kind, a touch on a dot takes it away. */
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const DOT = 11;

  customElements.define("hc-damage", class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input[type=hidden]");
      this.views = [...this.querySelectorAll("svg[data-side]")];
      this.sizes = new ResizeObserver(() => this.resize());
      this.views.forEach((view) => this.sizes.observe(view));
      if (this.dataset.edit === undefined) return;
      this.read();
      this.input.addEventListener("restored", () => { this.read(); this.draw(); });
      this.views.forEach((view) => view.addEventListener("click", (event) => this.touch(view, event)));
    }

    disconnectedCallback() { this.sizes?.disconnect(); }

    read() { try { this.marks = JSON.parse(this.input.value || "[]"); } catch { this.marks = []; } }

    touch(view, event) {
      const box = view.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width;
      const y = (event.clientY - box.top) / box.height;
      const near = this.marks.findIndex((mark) => mark.side === view.dataset.side && Math.hypot((mark.x - x) * box.width, (mark.y - y) * box.height) < DOT + 5);
      if (near >= 0) this.marks.splice(near, 1);
      else {
        const kind = this.querySelector(".damage-kinds input:checked")?.value || "scratch";
        this.marks.push({ side: view.dataset.side, x: Number(x.toFixed(3)), y: Number(y.toFixed(3)), kind });
        navigator.vibrate?.(10);
      }
      this.input.value = JSON.stringify(this.marks);
      ["input", "change"].forEach((name) => this.input.dispatchEvent(new Event(name, { bubbles: true })));
      this.draw();
    }

    word(kind) { return this.querySelector(`.damage-kinds input[value="${CSS.escape(kind)}"]`)?.dataset.word || kind; }

    draw() {
      const list = this.querySelector(".damage-list");
      list.replaceChildren();
      this.views.forEach((view) => view.querySelector(".dots").replaceChildren());
      this.marks.forEach((mark, index) => {
        const view = this.views.find((one) => one.dataset.side === mark.side);
        if (!view) return;
        const { width, height } = view.viewBox.baseVal;
        const group = document.createElementNS(SVG, "g");
        group.setAttribute("class", `dot dot-${mark.kind}`);
        const circle = document.createElementNS(SVG, "circle");
        circle.setAttribute("cx", mark.x * width);
        circle.setAttribute("cy", mark.y * height);
        const number = document.createElementNS(SVG, "text");
        number.setAttribute("x", mark.x * width);
        number.setAttribute("y", mark.y * height);
        number.textContent = index + 1;
        group.append(circle, number);
        view.querySelector(".dots").append(group);
        const item = document.createElement("li");
        item.textContent = `${view.dataset.word} ${this.word(mark.kind)}`;
        list.append(item);
      });
      const none = this.querySelector(".damage-none");
      if (none) none.hidden = this.marks.length > 0;
      this.resize();
    }

    /** Dots keep the size of a fingertip whatever the drawing is shown at. */
    resize() {
      for (const view of this.views) {
        const shown = view.getBoundingClientRect().width;
        if (!shown) continue;
        const unit = view.viewBox.baseVal.width / shown;
        view.querySelectorAll(".dot circle").forEach((circle) => { circle.setAttribute("r", DOT * unit); circle.setAttribute("stroke-width", 2 * unit); });
        view.querySelectorAll(".dot text").forEach((text) => text.setAttribute("font-size", 13 * unit));
      }
    }
  });
})();
