/* Small repairs to the frame that the theme, MathJax and the search put around a page. */
(() => {
  "use strict";

  // The book's name in the side bar stands inside a landmark.
  const start = document.querySelector(".sidebar-primary-items__start");
  start?.setAttribute("role", "navigation");
  start?.setAttribute("aria-label", "Book");

  // The arrow beside an entry of the side bar says what it opens.
  for (const arrow of document.querySelectorAll(".bd-sidebar-primary .has-children > details > summary")) {
    const entry = arrow.closest(".has-children").querySelector("a");
    arrow.setAttribute("aria-label", `Pages of ${entry.textContent.trim()}`);
  }

  // A button that shows words is called by those words.
  for (const button of document.querySelectorAll(".search-button-field")) {
    button.setAttribute("aria-label", button.textContent.replace(/\s+/g, " ").trim());
  }

  // A formula that is wider than the page can be scrolled by keyboard too.
  const reachFormulas = () => {
    for (const formula of document.querySelectorAll("mjx-container[display=true]")) {
      formula.toggleAttribute("tabindex", formula.scrollWidth > formula.clientWidth);
      if (formula.hasAttribute("tabindex")) formula.tabIndex = 0;
    }
  };
  window.addEventListener("load", () => {
    window.MathJax?.startup?.promise.then(reachFormulas);
    window.addEventListener("resize", reachFormulas);
  });

  // From a folder, the search may not read the pages that it finds: it shows their titles.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
})();
