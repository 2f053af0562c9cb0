/* Saying no where the hand is: refusals beside the pressed button, blocked acts that say why, a lost line that loses nothing. */
(() => {
  "use strict";
  const { house } = window.huichang;
  let pressed = null;
  let lost = null;

  const WORDS = {
    401: "登录已过期，请重新登录；已输入的内容会保留。",
    403: "页面已过期，请刷新后再试；已输入的内容会保留。",
    404: "没有找到这个内容，可能已被删除或不在您的门店。",
    413: "上传的内容太大，请减少照片后再试。",
    429: "操作太频繁，请稍等片刻再试。",
  };
  const words = (status) => WORDS[status] || (status >= 500 ? "系统出错了，没有保存。请再试一次；仍不行请联系管理员。" : "没有办成，请刷新页面后再试。");

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a.btn, [data-href]");
    if (button && !button.closest("#refusal")) pressed = button;
  }, true);
  document.addEventListener("submit", (event) => { if (event.submitter) pressed = event.submitter; }, true);

  const spot = () => document.getElementById("refusal");
  const free = () => document.querySelectorAll(".busy").forEach((button) => button.classList.remove("busy"));

  /* A modal sheet covers the page: the refusal must stand inside it to be seen and reached, at its foot, over none of its fields. */
  function move() {
    const place = spot();
    const holder = document.querySelector("dialog[open]") || house();
    if (place && holder && place.parentElement !== holder) holder.append(place);
    return place;
  }

  function show() {
    const place = spot();
    if (!place) return;
    place.removeAttribute("style");
    const box = pressed?.isConnected ? pressed.getBoundingClientRect() : null;
    if (!place.closest("dialog.sheet") && box && box.width && innerWidth > 760 && box.top > 0 && box.bottom < innerHeight) {
      const mine = place.getBoundingClientRect();
      const above = box.top - mine.height - 10;
      const left = Math.min(Math.max(12, box.right - mine.width), innerWidth - mine.width - 12);
      Object.assign(place.style, { left: `${left}px`, right: "auto", bottom: "auto", top: `${above > 8 ? above : box.bottom + 10}px` });
    }
    if (!point(place.querySelector("[data-fields]"))) place.querySelector(".refused")?.focus({ preventScroll: true });
  }

  /* The fields that a refusal is about are marked until they are changed; the first one gets the focus. */
  function point(line) {
    const form = pressed?.form;
    if (!line || !form) return false;
    const wrong = line.dataset.fields.split(" ").map((name) => form.elements.namedItem(name)).map((one) => (one instanceof RadioNodeList ? one[0] : one)).filter((one) => one instanceof HTMLElement);
    wrong.forEach((field) => {
      field.setAttribute("aria-invalid", "true");
      field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
    });
    const first = wrong.find((field) => field.type !== "hidden");
    first?.focus({ preventScroll: true });
    first?.scrollIntoView({ block: "nearest" });
    return Boolean(first);
  }

  function refuse(sentence) {
    const place = move();
    const line = document.createElement("div");
    line.className = "refused";
    line.tabIndex = -1;
    line.setAttribute("role", "alert");
    const said = document.createElement("p");
    said.textContent = sentence;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-bare";
    close.dataset.dismiss = "";
    close.setAttribute("aria-label", "知道了");
    close.textContent = "×";
    line.append(said, close);
    place.replaceChildren(line);
    show();
  }
  window.huichang.refuse = refuse;

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) {
      spot().replaceChildren();
      if (pressed?.isConnected) pressed.focus({ preventScroll: true });
      return;
    }
    const blocked = event.target.closest(".act-blocked");
    if (blocked) { event.preventDefault(); refuse(blocked.dataset.why); }
  });

  /* What runs by itself fails silently; what somebody pressed inside of it does not. */
  const quiet = (element) => Boolean(element?.matches?.("[data-quiet], [data-live]"));

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (quiet(event.detail.elt)) return;
    spot()?.replaceChildren();
    if (pressed?.form === event.detail.elt) pressed.classList.add("busy");
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (!quiet(event.detail.elt)) free(); });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const kind = xhr.getResponseHeader("Content-Type") || "";
    if (xhr.status < 400 && kind && !kind.startsWith("text/html")) {
      /* A document behind a plain link: the browser shows it, the page stays. */
      event.detail.shouldSwap = false;
      if (requestConfig?.verb === "get") location.assign(xhr.responseURL);
      return;
    }
    if (xhr.status < 400) return;
    if (quiet(requestConfig?.elt)) { event.detail.shouldSwap = false; return; }
    if (xhr.getResponseHeader("HX-Retarget")) { move(); return; }
    event.detail.shouldSwap = false;
    refuse(words(xhr.status));
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target?.id === "refusal") show(); });

  const banner = () => document.getElementById("offline");
  function lose(detail) {
    if (quiet(detail.elt) && navigator.onLine) return;
    if (!quiet(detail.elt)) lost = detail.requestConfig;
    free();
    const line = banner();
    if (!line) return;
    line.querySelector("span").textContent = "连接断了，已输入的内容还在。";
    line.querySelector("button").hidden = !lost;
    line.hidden = false;
  }
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, (event) => lose(event.detail));
  addEventListener("offline", () => lose({ elt: document.querySelector("[data-quiet]") }));
  addEventListener("online", () => {
    const line = banner();
    if (!line || line.hidden) return;
    line.querySelector("span").textContent = lost ? "连接恢复了，刚才的操作还没有提交。" : "连接恢复了。";
    if (!lost) setTimeout(() => { line.hidden = true; }, 2500);
  });
  /* The form still carries its `once`, so a request that did arrive is not carried out again. */
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#offline button")) return;
    const again = lost;
    lost = null;
    banner().hidden = true;
    const element = again?.elt;
    if (element instanceof HTMLFormElement && element.isConnected) element.requestSubmit(again.submitter || (pressed?.form === element ? pressed : undefined));
    else if (again) window.htmx.ajax(again.verb, again.path, { target: again.target || "body" });
  });
  document.addEventListener("htmx:afterOnLoad", () => { const line = banner(); if (line && !lost) line.hidden = true; });
})();
