/* The plan's board: a bar is dragged (mouse, or finger after a short rest) or carried by keys; the server says at once what it
   would cost, and what is dropped is posted. Listens on the document, so that the board may fetch itself anew. */
(() => {
  "use strict";
  const STEP = 5, JUMP = 30, REST = 320, SLACK = 6, PAUSE = 120;
  let held = null;

  const board = () => document.querySelector("hc-plan");
  const tip = () => document.getElementById("plan-tip");
  const time = (text) => new Date(text).getTime();
  const rows = () => [...board().querySelectorAll(".floor-track[data-bay], .floor-track[data-person]")];

  function clockOf(ms) {
    return new Date(ms).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  }

  function take(bar, how, event) {
    const track = bar.closest(".floor-track");
    const box = track.getBoundingClientRect();
    held = {
      bar, how, track, home: track, since: time(bar.dataset.start), start: time(bar.dataset.start), moved: false, asked: 0,
      grip: event ? event.clientX - bar.getBoundingClientRect().left : 0, width: box.width, key: bar.dataset.key,
      style: bar.getAttribute("style"),
    };
    bar.classList.add("plan-held");
    board().classList.add("plan-dragging");
    show(event);
  }

  function span() {
    return [time(board().dataset.opensAt), time(board().dataset.closesAt)];
  }

  function place(track, start) {
    const [since, until] = span();
    const length = parseFloat(held.bar.style.getPropertyValue("--part")) / 100 * (until - since);
    held.start = Math.min(Math.max(start, since), Math.max(since, until - Math.min(length, until - since)));
    held.moved = held.moved || held.start !== held.since || track !== held.home;
    if (track !== held.track) { held.track = track; track.append(held.bar); }
    held.bar.style.setProperty("--from", `${(100 * (held.start - since) / (until - since)).toFixed(2)}%`);
    ask();
  }

  function target() {
    const technicians = held.bar.dataset.technicians.split(",").filter(Boolean);
    const { bay, person } = held.track.dataset;
    if (bay !== undefined) return { bay, technicians: technicians.join(",") };
    const from = held.home.dataset.person;
    return { bay: held.bar.dataset.bay, technicians: technicians.map((each) => (each === from ? person : each)).join(",") || person };
  }

  function question() {
    const said = new URLSearchParams({ ...target(), starts_at: new Date(held.start).toISOString() });
    return `${held.bar.dataset.try}?${said}`;
  }

  /* One question at a time; the last place is always asked. */
  function ask() {
    if (!held.moved) return;
    clearTimeout(held.timer);
    held.timer = setTimeout(answer, PAUSE);
    if (!tip().firstChild) tip().textContent = clockOf(held.start);
  }

  async function answer() {
    const mine = held, number = ++mine.asked, url = question();
    const got = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (held !== mine || number !== mine.asked) return;
    if (!got) { tip().textContent = "连接断了，松手不会改变排程。"; mine.ok = false; return; }
    const page = new DOMParser().parseFromString(await got.text(), "text/html");
    if (held !== mine || number !== mine.asked) return;
    const verdict = page.querySelector(".plan-verdict");
    mine.ok = got.ok && verdict?.dataset.ok === "1";
    tip().replaceChildren(...(verdict ? [document.adoptNode(verdict)] : [page.body.textContent.trim()]));
    mine.bar.classList.toggle("plan-refused", !mine.ok);
  }

  function show(event) {
    const box = held.bar.getBoundingClientRect();
    const at = tip();
    at.hidden = false;
    const x = event ? event.clientX : box.left;
    at.style.left = `${Math.max(8, Math.min(x, innerWidth - at.offsetWidth - 16))}px`;
    const below = box.bottom + 10;
    at.style.top = `${below + at.offsetHeight > innerHeight - 70 ? Math.max(8, box.top - at.offsetHeight - 10) : below}px`;
  }

  function back() {
    const { bar, home, style } = held;
    clearTimeout(held.timer);
    home.append(bar);
    bar.setAttribute("style", style);
    bar.classList.remove("plan-held", "plan-refused");
    board()?.classList.remove("plan-dragging");
    tip().hidden = true;
    tip().replaceChildren();
    const key = held.how === "keys" && bar;
    held = null;
    if (key) key.focus({ preventScroll: true });
  }

  function drop() {
    if (!held.moved) { back(); return; }
    if (held.ok === false) {
      const why = (tip().querySelector(".plan-no > span") ?? tip()).textContent.trim();
      back();
      window.huichang.refuse(why);
      return;
    }
    const form = document.getElementById("plan-move");
    const { bay, technicians } = target();
    form.elements.technicians.value = technicians;
    form.elements.bay.value = bay;
    form.elements.starts_at.value = new Date(held.start).toISOString();
    const url = held.bar.dataset.move;
    clearTimeout(held.timer);
    tip().hidden = true;
    tip().replaceChildren();
    form.action = url;
    form.setAttribute("hx-post", url);
    window.htmx.process(form);
    held.bar.classList.add("plan-sent");
    const mine = held;
    form.addEventListener("htmx:afterRequest", (event) => {
      if (!event.detail.successful && mine.bar.isConnected) { held = mine; back(); }
    }, { once: true });
    held = null;
    form.requestSubmit();
  }

  /* Mouse and pen drag at once; a finger rests first, so that the board can still be scrolled. */
  let press = null;
  document.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest?.(".plan-bar[data-key]");
    if (!bar || event.button || held) return;
    press = { bar, x: event.clientX, y: event.clientY, id: event.pointerId, touch: event.pointerType === "touch" };
    if (press.touch) press.timer = setTimeout(() => { if (press) { navigator.vibrate?.(20); begin(event); } }, REST);
  });

  function begin(event) {
    take(press.bar, "pointer", event);
    press.bar.setPointerCapture?.(press.id);
    press = { ...press, on: true };
  }

  document.addEventListener("pointermove", (event) => {
    if (!press) return;
    const far = Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLACK;
    if (!press.on) {
      if (!far) return;
      if (press.touch) { clearTimeout(press.timer); press = null; return; }
      begin({ clientX: press.x, clientY: press.y });
    }
    event.preventDefault();
    const under = document.elementsFromPoint(event.clientX, event.clientY).find((each) => each.matches?.(".floor-track[data-bay], .floor-track[data-person]"));
    const track = under || held.track;
    const box = track.getBoundingClientRect();
    const [since, until] = span();
    const raw = since + ((event.clientX - held.grip - box.left) / box.width) * (until - since);
    place(track, Math.round(raw / (STEP * 60000)) * STEP * 60000);
    show(event);
  });
  document.addEventListener("touchmove", (event) => { if (press?.on) event.preventDefault(); }, { passive: false });

  document.addEventListener("pointerup", () => {
    if (!press) return;
    clearTimeout(press.timer);
    const on = press.on;
    press = null;
    if (on) { suppress = held?.moved ?? false; drop(); }
  });
  document.addEventListener("pointercancel", () => {
    clearTimeout(press?.timer);
    press = null;
    if (held?.how === "pointer") back();
  });

  let suppress = false;
  document.addEventListener("click", (event) => {
    const bar = event.target.closest?.(".plan-bar");
    if (!bar) return;
    if (suppress) { suppress = false; event.preventDefault(); event.stopPropagation(); return; }
    if (!bar.dataset.why || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    why(bar);
  }, true);

  async function why(bar) {
    const sheet = document.getElementById("plan-why");
    await window.htmx.ajax("GET", bar.dataset.why, { target: sheet, swap: "innerHTML" });
    if (sheet.firstElementChild && !sheet.open) sheet.showModal();
  }

  document.addEventListener("keydown", (event) => {
    const bar = event.target.closest?.(".plan-bar");
    if (held?.how === "keys") {
      const all = rows(), at = all.indexOf(held.track), minutes = event.shiftKey ? JUMP : STEP;
      const move = {
        ArrowLeft: () => place(held.track, held.start - minutes * 60000),
        ArrowRight: () => place(held.track, held.start + minutes * 60000),
        ArrowUp: () => place(all[Math.max(0, at - 1)], held.start),
        ArrowDown: () => place(all[Math.min(all.length - 1, at + 1)], held.start),
        Enter: () => answer().then(drop), " ": () => answer().then(drop), Escape: back,
      }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      move();
      if (held) { held.bar.focus({ preventScroll: true }); show(); }
      return;
    }
    if (held && event.key === "Escape") { event.preventDefault(); press = null; back(); return; }
    if (!bar) return;
    if (event.key === " " && bar.dataset.key) { event.preventDefault(); take(bar, "keys"); tip().textContent = "方向键移动，Enter 放下，Esc 不改"; show(); }
    const near = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (near) {
      event.preventDefault();
      const bars = [...board().querySelectorAll(".plan-bar")];
      bars[bars.indexOf(bar) + near]?.focus();
    }
  }, true);

  /* A board that fetches itself anew stays where it was scrolled to; while something is carried it waits. */
  let scrolled = 0;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (held && event.detail.elt?.id === "plan") event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", () => { scrolled = board()?.scrollLeft ?? scrolled; });
  document.addEventListener("htmx:afterSwap", () => { if (board()) board().scrollLeft = scrolled; });
})();
