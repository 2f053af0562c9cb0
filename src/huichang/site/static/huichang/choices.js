/* Choices point by point, on the tablet and on the customer's phone: what is wanted is summed, what is not asks why,
   and what only one answer needs is shown with it. Plain script: old browsers inside chat programs must run it. */
(function () {
  "use strict";

  function money(amount) {
    var text = Math.abs(amount).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return (amount < 0 ? "−" : "") + "¥" + text;
  }

  function sum(form) {
    var total = 0;
    var own = 0;
    var unwanted = 0;
    Array.prototype.forEach.call(form.querySelectorAll("[data-choice]"), function (choice) {
      var no = choice.querySelector('input[value="no"]');
      var declined = Boolean(no && no.checked);
      var why = choice.querySelector(".choice-why");
      choice.classList.toggle("declined", declined);
      if (why) why.hidden = !declined;
      if (declined) unwanted += 1;
      else {
        total += Number(choice.getAttribute("data-amount"));
        own += Number(choice.getAttribute("data-own"));
      }
    });
    Array.prototype.forEach.call(form.querySelectorAll("[data-total]"), function (place) { place.textContent = money(total); });
    Array.prototype.forEach.call(form.querySelectorAll("[data-own-total]"), function (place) { place.textContent = money(own); });
    Array.prototype.forEach.call(form.querySelectorAll("[data-needs-decline]"), function (part) { part.hidden = unwanted === 0; });
    Array.prototype.forEach.call(form.querySelectorAll("[data-button-words]"), function (button) {
      var words = button.getAttribute("data-button-words").split("|");
      var points = form.querySelectorAll("[data-choice]").length;
      button.textContent = words[unwanted === 0 ? 0 : unwanted === points ? 2 : 1];
    });
  }

  function show(form) {
    Array.prototype.forEach.call(form.querySelectorAll("[data-needs]"), function (part) {
      var wanted = part.getAttribute("data-needs").split("=");
      var picked = form.querySelector('[name="' + wanted[0] + '"]:checked');
      part.hidden = Boolean(picked) && picked.value !== wanted[1];
    });
  }

  function look(root) {
    var forms = root.querySelectorAll ? root.querySelectorAll("form") : [];
    Array.prototype.forEach.call(forms, function (form) {
      if (form.hasAttribute("data-choices")) sum(form);
      if (form.querySelector("[data-needs]")) show(form);
    });
  }

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (!form) return;
    if (form.hasAttribute("data-choices")) sum(form);
    show(form);
  });
  document.addEventListener("htmx:load", function () { look(document); });
  look(document);
})();
