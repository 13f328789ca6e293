/* Two repairs to the theme's frame: the book's name in the side bar stands inside a landmark, and a
   button that shows words is called by those words. */
(() => {
  "use strict";
  const start = document.querySelector(".sidebar-primary-items__start");
  start?.setAttribute("role", "navigation");
  start?.setAttribute("aria-label", "Book");

  for (const button of document.querySelectorAll(".search-button-field")) {
    button.setAttribute("aria-label", button.textContent.replace(/\s+/g, " ").trim());
  }
})();
