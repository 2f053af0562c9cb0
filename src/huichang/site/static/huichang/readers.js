/* VINs: places counted and check digit tried while typing; plates and VINs read from a photo, always to be corrected. */
(() => {
  "use strict";
  const VALUES = { A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9, S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 };
  const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const changed = (input) => ["input", "change"].forEach((name) => input.dispatchEvent(new Event(name, { bubbles: true })));

  /** GB 16735: the ninth place is the weighted sum of all places modulo 11, X for ten. */
  function checks(vin) {
    const sum = [...vin].reduce((total, place, index) => total + (VALUES[place] ?? Number(place)) * WEIGHTS[index], 0) % 11;
    return vin[8] === (sum === 10 ? "X" : String(sum));
  }

  customElements.define("hc-vin", class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector(".vin-input");
      ["input", "restored"].forEach((name) => this.input.addEventListener(name, (event) => { if (!event.isComposing) this.check(); }));
      this.input.addEventListener("blur", () => this.check(true));
      this.check();
    }

    check(left = false) {
      const text = this.input.value.normalize("NFKC").toUpperCase().replace(/[\s\-_.]/g, "");
      if (text !== this.input.value && (left || text.length > 16)) this.input.value = text;
      this.querySelector(".vin-count").textContent = text ? `${text.length}/17` : "";
      const said = this.doubts(text, left);
      const wrong = this.querySelector(".wrong");
      wrong.textContent = said;
      wrong.hidden = !said;
      const why = this.querySelector(".doubt");
      if (why) why.hidden = !(said && text.length === 17) && !why.querySelector("input").value;
    }

    doubts(text, left) {
      if (!text) return "";
      const strange = text.match(/[IOQ]/);
      if (strange) return `车架号不用字母 ${strange[0]}，多半是数字 ${strange[0] === "I" ? 1 : 0}，请改正。`;
      if (/[^A-Z0-9]/.test(text)) return "车架号只有字母和数字，请核对。";
      if (text.length > 17 || (left && text.length < 17)) return `车架号是 17 位，现在是 ${text.length} 位，请核对。`;
      if (text.length === 17 && !checks(text)) return "校验位不符，多半有一位看错，请对照铭牌或行驶证核对。";
      return "";
    }
  });

  customElements.define("hc-reader", class extends HTMLElement {
    connectedCallback() {
      this.querySelector("input").addEventListener("change", (event) => this.read(event.target));
      this.said = this.querySelector(".hint");
    }

    async read(picker) {
      const [file] = picker.files;
      if (!file) return;
      this.said.textContent = "正在识别…";
      try {
        const form = new FormData();
        form.append("photo", await window.huichang.small(file));
        picker.value = "";
        const headers = { ...JSON.parse(window.huichang.house().getAttribute("hx-headers")), "HX-Request": "true" };
        const answer = await fetch(this.dataset.url, { method: "POST", body: form, headers, credentials: "same-origin" });
        if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
        this.take(await answer.json());
      } catch { this.said.textContent = "没有识别出来，请手工输入。"; }
    }

    take({ text, sure, why }) {
      const input = document.getElementById(this.dataset.into);
      if (text && input) { input.value = text; changed(input); }
      this.said.textContent = text ? (sure ? "已识别，请核对。" : why || "不太确定，请逐位核对。") : why || "没有识别出来，请手工输入。";
    }
  });
})();
