/* A signature on the screen. The form does not go out while a required one is missing. */
(() => {
  "use strict";
  customElements.define("hc-signature", class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input[type=hidden]");
      this.canvas = this.querySelector("canvas");
      this.pad = new window.SignaturePad(this.canvas, { penColor: "#0d1b33", minWidth: 1.1, maxWidth: 3.2 });
      this.pad.addEventListener("endStroke", () => this.keep());
      this.querySelector("[data-clear]").addEventListener("click", () => { this.pad.clear(); this.keep(); });
      this.sizes = new ResizeObserver(() => this.fit());
      this.sizes.observe(this.canvas);
      this.fit();
    }

    disconnectedCallback() { this.sizes.disconnect(); this.pad.off(); }

    /** Sharp on every screen; strokes stay when the tablet is turned. */
    fit() {
      const ratio = Math.max(devicePixelRatio || 1, 1);
      const width = Math.round(this.canvas.offsetWidth * ratio);
      const height = Math.round(this.canvas.offsetHeight * ratio);
      if (!width || (width === this.canvas.width && height === this.canvas.height)) return;
      const strokes = this.pad.toData();
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.getContext("2d").scale(ratio, ratio);
      this.pad.clear();
      this.pad.fromData(strokes);
    }

    keep() {
      const empty = this.pad.isEmpty();
      this.input.value = empty ? "" : this.pad.toDataURL("image/png");
      this.classList.toggle("signed", !empty);
      if (!empty) this.querySelector(".wrong").hidden = true;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.submitter?.formNoValidate) return;
    const missing = [...event.target.querySelectorAll("hc-signature[data-required]")].find((one) => !one.input.value && one.offsetParent !== null);
    if (!missing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    missing.querySelector(".wrong").hidden = false;
    missing.scrollIntoView({ block: "center", behavior: "smooth" });
    missing.canvas.focus({ preventScroll: true });
  }, true);
})();
