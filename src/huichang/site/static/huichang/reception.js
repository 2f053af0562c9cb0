/* A button that prints the page; the step of a course where one stands is brought into view. */
(() => {
  "use strict";
  if (window.huichangReception) return;
  window.huichangReception = true;
  const show = () => {
    const now = document.querySelector(".course-now");
    const course = now?.parentElement;
    if (course && course.scrollWidth > course.clientWidth) course.scrollLeft = now.offsetLeft - course.clientWidth / 2 + now.clientWidth / 2;
  };
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target === document.body) show(); });
  show();
})();
