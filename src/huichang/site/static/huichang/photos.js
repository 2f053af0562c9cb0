/* Photos: taken or chosen, made small on the device, shown at once; and the strip that shows one large. */
(() => {
  "use strict";
  const LONGEST = 1600;
  const QUALITY = 0.84;

  async function small(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  }

  window.huichang.small = small;

  customElements.define("hc-photos", class extends HTMLElement {
    connectedCallback() {
      this.picker = this.querySelector("[data-picker]");
      this.input = this.querySelector("input[type=file][name]");
      this.row = this.querySelector(".photo-row");
      this.hint = this.querySelector(".hint");
      this.said = this.hint.textContent;
      this.files = [];
      this.most = Number(this.dataset.atMost);
      this.picker.addEventListener("change", () => this.take([...this.picker.files]));
    }

    async take(files) {
      this.picker.value = "";
      let trouble = "";
      for (const file of files) {
        if (this.files.length >= this.most) { trouble = `最多 ${this.most} 张照片，其余的没有加入。`; break; }
        try { this.add(await small(file)); }
        catch { trouble = `“${file.name}”不是能打开的照片，请重新拍照或选择 JPG、PNG 图片。`; }
      }
      this.hint.textContent = trouble || this.said;
      this.hint.classList.toggle("wrong", Boolean(trouble));
      this.post();
    }

    add(file) {
      this.files.push(file);
      const one = document.createElement("div");
      one.className = "photo-one";
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = "新拍的照片";
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
      const away = document.createElement("button");
      away.type = "button";
      away.setAttribute("aria-label", "删除这张照片");
      away.textContent = "×";
      away.addEventListener("click", () => { this.files.splice(this.files.indexOf(file), 1); one.remove(); this.post(); });
      one.append(picture, away);
      this.row.insertBefore(one, this.row.lastElementChild);
    }

    post() {
      const carrier = new DataTransfer();
      this.files.forEach((file) => carrier.items.add(file));
      this.input.files = carrier.files;
      this.row.querySelector(".photo-add").hidden = this.files.length >= this.most;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  let shown = [];
  let place = 0;
  function box() {
    let dialog = document.querySelector("dialog.lightbox");
    if (dialog) return dialog;
    dialog = document.createElement("dialog");
    dialog.className = "lightbox";
    dialog.setAttribute("aria-label", "照片");
    const figure = document.createElement("figure");
    figure.append(document.createElement("img"), document.createElement("figcaption"));
    const button = (text, label, data) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.setAttribute("aria-label", label);
      Object.assign(made.dataset, data);
      return made;
    };
    dialog.append(figure, button("×", "关闭", { closes: "" }), button("‹", "上一张", { step: "-1" }), button("›", "下一张", { step: "1" }));
    dialog.addEventListener("click", (event) => { const step = event.target.closest("[data-step]"); if (step) go(Number(step.dataset.step)); });
    dialog.addEventListener("keydown", (event) => { const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]; if (step) go(step); });
    window.huichang.house().append(dialog);
    return dialog;
  }
  function go(step) {
    place = (place + step + shown.length) % shown.length;
    const dialog = box();
    const link = shown[place];
    dialog.querySelector("img").src = link.href;
    dialog.querySelector("img").alt = link.dataset.words || "照片";
    dialog.querySelector("figcaption").textContent = [link.dataset.words, shown.length > 1 ? `${place + 1} / ${shown.length}` : ""].filter(Boolean).join("　");
    dialog.querySelectorAll("[data-step]").forEach((button) => { button.hidden = shown.length < 2; });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-photo]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    shown = [...link.parentElement.querySelectorAll("a[data-photo]")];
    place = shown.indexOf(link);
    go(0);
    const dialog = box();
    if (!dialog.open) dialog.showModal();
  });
})();
