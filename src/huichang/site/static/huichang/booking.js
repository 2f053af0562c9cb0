/* The booking desk: the chosen slot in words, callers by arrows, chosen items that outlive a lost session. */
(() => {
  "use strict";
  const says = () => {
    const chosen = document.querySelector("input[name=slot]:checked");
    const place = document.querySelector("[data-slot-says]");
    if (!place) return;
    place.textContent = chosen ? chosen.dataset.says : "还没选时段";
    place.classList.toggle("is-chosen", Boolean(chosen));
  };

  document.addEventListener("change", (event) => { if (event.target.name === "slot") says(); });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-fill]");
    if (!opener) return;
    const point = document.querySelector(`#${opener.dataset.opens} [name=point]`);
    if (point) point.value = opener.dataset.fill;
  });

  /* A chosen item is taken off by an element that stays: a × that waits its turn has left the page with the answer before it. */
  document.addEventListener("click", (event) => {
    const cross = event.target.closest?.("[data-drops]");
    if (cross) window.htmx.trigger(cross.form.querySelector("[data-drop]"), "drop-item", { item: cross.dataset.drops });
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const { parameters, triggeringEvent } = event.detail;
    if (triggeringEvent?.type === "drop-item") parameters.drop = triggeringEvent.detail.item;
  });

  /* An answer of the items says what the fields should say. What was typed since it was asked for stays as it is. */
  let needs = "";
  function priced(form, sent) {
    const asked = (name) => String(sent.get(name) ?? "").replaceAll("\r\n", "\n");
    for (const word of form.querySelectorAll("#priced [data-sets]")) {
      const field = form.elements[word.dataset.sets];
      if (field.type === "hidden" || field.value === asked(field.name)) field.value = word.value;
    }
    form.querySelector("[data-remedy]").hidden = !(form.elements.told_remedy.value || form.elements.was_told_remedy.value);
    const now = [...form.querySelectorAll("#priced [name=need]")].map((need) => need.value).join(" ");
    if (now !== needs) {
      /* Other work: whether it can be ready by then must be asked again. */
      form.querySelector("#ready-answer").replaceChildren();
      needs = now;
    }
    const chosen = [...form.querySelectorAll("#priced [name=item]")].map((item) => item.value).join(" ");
    if (form.elements.kept.value === chosen) return;
    form.elements.kept.value = chosen;
    form.elements.kept.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* What was looked for has been found, unless something else is being looked for by now. It goes after the next click that
     waits its turn has been asked for: an element that has left the page asks nothing. */
  function found(form, sent) {
    const { find } = form.elements;
    if (!sent.has("add") || find.value !== sent.get("find")) return;
    window.htmx.trigger(find, "htmx:abort");
    find.value = "";
    form.querySelector("#found").replaceChildren();
  }

  /* A slot that is touched while the slots are read anew stays chosen, if it is still free. */
  let touched = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "slots") return;
    const now = document.querySelector("#slots input[name=slot]:checked")?.value;
    touched = now && now !== event.detail.requestConfig.formData.get("slot") ? now : null;
  });
  function touchAgain() {
    const again = touched && [...document.querySelectorAll("#slots input[name=slot]")].find((one) => one.value === touched);
    if (again) again.checked = true;
    touched = null;
  }

  /* Before the next request that waits its turn gathers its values. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig } = event.detail;
    if (target?.id === "priced") priced(target.closest("form"), requestConfig.formData);
    if (target?.id === "slots") touchAgain();
    if (["priced", "slots"].includes(target?.id)) says();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target, requestConfig } = event.detail;
    target?.querySelector?.(".book-date input:checked")?.closest(".book-date").scrollIntoView({ inline: "center", block: "nearest" });
    if (target?.id === "priced") setTimeout(found, 0, target.closest("form"), requestConfig.formData);
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.(".book-who");
    if (!field || event.isComposing) return;
    const hits = [...field.querySelectorAll("#callers a")];
    if (!hits.length) return;
    const here = hits.indexOf(document.activeElement);
    if (event.key === "ArrowDown") { event.preventDefault(); hits[Math.min(here + 1, hits.length - 1)].focus(); }
    else if (event.key === "ArrowUp") { event.preventDefault(); (here <= 0 ? field.querySelector("input") : hits[here - 1]).focus(); }
    else if (event.key === "Enter" && here < 0) { event.preventDefault(); hits[0].click(); }
    else if (event.key === "Escape") { field.querySelector("input").blur(); }
  });

  says();
})();
