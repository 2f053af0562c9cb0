/* Codes, one way for every page: a scanner that types and ends with Enter, wherever the focus is; the camera of a phone;
   a photo where the camera may not be opened (a page without https); and an answer for eye, ear and hand. */
(() => {
  "use strict";
  const SHORTEST = 4;
  const FAST = 45;
  const PAUSE = 120;
  const SAME = 1500;
  const STAYS = 120000;
  const LARGEST = 1280;
  const KEPT = "huichang.camera";
  const FORMATS = ["QRCode", "DataMatrix", "Code128", "Code39", "EAN13", "EAN8", "UPCA", "ITF"];
  const NATIVE = ["qr_code", "data_matrix", "code_128", "code_39", "ean_13", "ean_8", "upc_a", "itf"];

  /* The answer: a short high tone and a green edge, or two low ones and a red edge. */
  let sound;
  const tone = (pitch, from, length) => {
    const voice = sound.createOscillator();
    const volume = sound.createGain();
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.16, sound.currentTime + from);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + from + length);
    voice.connect(volume).connect(sound.destination);
    voice.start(sound.currentTime + from);
    voice.stop(sound.currentTime + from + length);
  };
  const answer = (good) => {
    const root = document.documentElement;
    root.classList.remove("scan-good", "scan-bad");
    void root.offsetWidth;
    root.classList.add(good ? "scan-good" : "scan-bad");
    setTimeout(() => root.classList.remove("scan-good", "scan-bad"), good ? 700 : 1600);
    navigator.vibrate?.(good ? 40 : [90, 60, 90, 60, 90]);
    try {
      sound ??= new AudioContext();
      if (good) tone(1320, 0, 0.12);
      else { tone(220, 0, 0.22); tone(180, 0.26, 0.34); }
    } catch { /* A browser without sound still shows the colour. */ }
  };
  let scanned = null;
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!scanned || form !== scanned) return;
    scanned = null;
    answer(event.detail.xhr.status > 0 && event.detail.xhr.status < 400 && !document.querySelector(".scan-asks"));
  });

  /* The form was not sent at all, because something that it needs is not chosen. */
  document.addEventListener("invalid", (event) => {
    if (!scanned || event.target.form !== scanned) return;
    scanned = null;
    answer(false);
  }, true);

  /* Reading pictures: what the browser can itself, else the reader of the house, fetched when it is first needed. */
  let reader;
  const native = async () => {
    if (!("BarcodeDetector" in window)) return null;
    const known = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    const formats = NATIVE.filter((each) => known.includes(each));
    if (!formats.includes("qr_code") || !formats.includes("code_128")) return null;
    const detector = new window.BarcodeDetector({ formats });
    return async (picture) => (await detector.detect(picture).catch(() => [])).map((each) => each.rawValue);
  };
  const fetched = (script, wasm) => new Promise((done, failed) => {
    if (window.ZXingWASM) { done(); return; }
    const tag = document.createElement("script");
    tag.src = script;
    tag.onload = done;
    tag.onerror = failed;
    document.head.append(tag);
  }).then(() => {
    window.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm } });
    return async (picture) => {
      const large = Math.max(picture.width, picture.height);
      const scale = large > LARGEST ? LARGEST / large : 1;
      const paper = document.createElement("canvas");
      paper.width = Math.round(picture.width * scale);
      paper.height = Math.round(picture.height * scale);
      const pen = paper.getContext("2d", { willReadFrequently: true });
      pen.drawImage(picture, 0, 0, paper.width, paper.height);
      const seen = pen.getImageData(0, 0, paper.width, paper.height);
      const codes = await window.ZXingWASM.readBarcodes(seen, { formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 1 });
      return codes.filter((each) => each.isValid).map((each) => each.text);
    };
  });
  const readerFor = (element) => {
    reader ??= native().then((own) => own ?? fetched(element.dataset.reader, element.dataset.wasm));
    return reader;
  };
  window.huichang.readCode = async (element, picture) => (await (await readerFor(element))(picture))[0] ?? "";

  let last = { code: "", at: 0 };
  customElements.define("hc-scan", class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      this.button = this.querySelector("[data-camera]");
      this.photo = this.querySelector("[data-photo]");
      this.live = Boolean(navigator.mediaDevices?.getUserMedia);
      this.button.hidden = !(this.live || window.huichang.touch(this));
      this.button.addEventListener("click", () => {
        if (this.stream) { sessionStorage.removeItem(KEPT); this.stop(); }
        else if (this.live) this.look();
        else this.photo.click();
      });
      this.photo.addEventListener("change", () => this.still());
      this.input.addEventListener("focus", () => this.input.select());
      this.input.addEventListener("keydown", (event) => { if (event.key === "Enter" && this.input.value) scanned = this.input.form; });
      if (window.huichang.touch(this)) this.input.inputMode = "text";
      // Whoever scans one piece after the other with the camera does not open it anew for each.
      if (this.live && Date.now() - Number(sessionStorage.getItem(KEPT) || 0) < STAYS) this.look();
    }

    disconnectedCallback() { this.stop(); }

    async look() {
      try { this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } }); }
      catch { window.huichang.refuse("相机没有打开，请允许使用相机，或直接输入编码。"); sessionStorage.removeItem(KEPT); return; }
      if (!this.isConnected) { this.stop(); return; }
      this.video = document.createElement("video");
      this.video.className = "scan-video";
      this.video.playsInline = true;
      this.video.muted = true;
      this.video.srcObject = this.stream;
      this.append(this.video);
      try {
        const [read] = await Promise.all([readerFor(this), this.video.play()]);
        while (this.stream) {
          const picture = this.video.videoWidth ? await createImageBitmap(this.video) : null;
          const [code] = picture ? await read(picture) : [];
          picture?.close();
          if (code && !(code === last.code && Date.now() - last.at < SAME)) {
            last = { code, at: Date.now() };
            sessionStorage.setItem(KEPT, String(Date.now()));
            this.found(code);
            return;
          }
          if (code) last.at = Date.now();
          await new Promise((next) => { setTimeout(next, 120); });
        }
      } catch { if (this.stream) { this.stop(); window.huichang.refuse("读码程序没有装上，请直接输入编码，或刷新页面后再试。"); } }
    }

    async still() {
      const [file] = this.photo.files;
      this.photo.value = "";
      if (!file) return;
      try {
        const picture = await createImageBitmap(file);
        const code = await window.huichang.readCode(this, picture);
        picture.close();
        if (code) this.found(code);
        else { answer(false); window.huichang.refuse("照片里没有读到条码，请对准、拍近一点再试，或直接输入编码。"); }
      } catch { window.huichang.refuse("这张照片读不了，请再拍一张，或直接输入编码。"); }
    }

    found(code) {
      this.stop();
      this.input.value = code;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
      scanned = this.input.form;
      this.input.form?.requestSubmit();
    }

    stop() {
      this.stream?.getTracks().forEach((track) => track.stop());
      this.stream = null;
      this.video?.remove();
    }
  });

  /* A scanner types faster than anybody: what ran into another field within a moment and ended with Enter is a code. What is
     longer than any plate and ran into a plate field is one, however slowly it came. */
  const LONGEST_PLATE = 9;
  const field = (element) => element?.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=password]), textarea");
  let run = null;
  document.addEventListener("focusout", () => { run = null; });
  document.addEventListener("keydown", (event) => {
    const into = field(event.target);
    const scan = document.querySelector("hc-scan");
    if (!into || !scan || into.closest("hc-scan, dialog[open]") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const now = event.timeStamp;
    const isPlate = Boolean(into.closest("hc-plate"));
    if (event.key.length === 1) {
      if (!run || run.into !== into || (!isPlate && now - run.last > PAUSE)) run = { into, before: into.value, text: "", first: now, last: now };
      run.text += event.key;
      run.last = now;
    } else if (event.key === "Enter" && run?.into === into) {
      const { text, before, first, last: end } = run;
      run = null;
      const fast = text.length >= SHORTEST && (end - first) / Math.max(1, text.length - 1) <= FAST && now - end <= PAUSE;
      if (isPlate ? text.length <= LONGEST_PLATE : !fast || into.tagName === "TEXTAREA") return;
      event.preventDefault();
      event.stopPropagation();
      into.value = before;
      into.dispatchEvent(new Event("input", { bubbles: true }));
      scan.found(text);
    } else if (event.key !== "Shift") run = null;
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || "/? ".includes(event.key)) return;
    if (window.huichang.editing(event.target) || document.querySelector("dialog[open]")) return;
    document.querySelector("hc-scan input")?.focus();
  });
})();
