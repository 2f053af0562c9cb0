/* Codes: a scanner types into the field wherever the focus was and ends with Enter; the camera where the device can read codes. */
(() => {
  "use strict";
  customElements.define("hc-scan", class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      this.button = this.querySelector("[data-camera]");
      this.button.hidden = !("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia);
      this.button.addEventListener("click", () => (this.stream ? this.stop() : this.look()));
      this.input.addEventListener("focus", () => this.input.select());
      if (window.huichang.touch(this)) this.input.inputMode = "text";
    }

    disconnectedCallback() { this.stop(); }

    async look() {
      try { this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }); }
      catch { window.huichang.refuse("相机没有打开，请允许使用相机，或直接输入编码。"); return; }
      this.video = document.createElement("video");
      this.video.className = "scan-video";
      this.video.playsInline = true;
      this.video.muted = true;
      this.video.srcObject = this.stream;
      this.append(this.video);
      await this.video.play();
      const reader = new window.BarcodeDetector();
      while (this.stream) {
        const codes = await reader.detect(this.video).catch(() => []);
        if (codes.length) { this.found(codes[0].rawValue); return; }
        await new Promise((next) => { setTimeout(next, 160); });
      }
    }

    found(code) {
      this.stop();
      navigator.vibrate?.(30);
      this.input.value = code;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
      this.input.form?.requestSubmit();
    }

    stop() {
      this.stream?.getTracks().forEach((track) => track.stop());
      this.stream = null;
      this.video?.remove();
    }
  });

  /* What runs into a plate field and is longer than any plate came from a scanner: it belongs into the field for codes. */
  const LONGEST_PLATE = 9;
  let run = { field: null, before: "", text: "" };
  document.addEventListener("focusout", () => { run = { field: null, before: "", text: "" }; });
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("hc-plate input");
    const scan = document.querySelector("hc-scan");
    if (!field || !scan || event.ctrlKey || event.metaKey || event.altKey) return;
    if (run.field !== field) run = { field, before: field.value, text: "" };
    if (event.key.length === 1) run.text += event.key;
    else if (event.key === "Enter" && run.text.length > LONGEST_PLATE) {
      event.preventDefault();
      field.value = run.before;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      scan.found(run.text);
    } else if (event.key !== "Shift") run.field = null;
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || "/? ".includes(event.key)) return;
    if (window.huichang.editing(event.target) || document.querySelector("dialog[open]")) return;
    document.querySelector("hc-scan input")?.focus();
  });
})();
