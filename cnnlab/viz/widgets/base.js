/* What all widgets share: a shadow tree, the house look, and the fallback that print still shows.
   A classic script, because modules do not load from file://. Loading it twice is harmless. */
(() => {
  "use strict";
  if (window.cnnlabWidget) return;

  const STYLE = `
    :host { display: block; margin: 1.5rem 0; color: var(--ink); background: var(--paper);
            font: 0.95rem/1.5 system-ui, sans-serif; container-type: inline-size; }
    .fallback { display: none; }
    button, select { font: inherit; color: inherit; background: var(--paper); cursor: pointer;
            border: 1px solid var(--muted); border-radius: 6px; min-height: 2rem;
            padding: 0.1rem 0.6rem; }
    button:hover, select:hover { border-color: var(--positive); }
    button svg { display: block; width: 1.1rem; height: 1.1rem; fill: currentColor; }
    :focus-visible { outline: 3px solid var(--positive); outline-offset: 2px; }
    .bar { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
    .bar label { display: inline-flex; gap: 0.4rem; align-items: center; }
    .stage { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; margin: 1rem 0 0.5rem; }
    .sentence { min-height: 3em; margin: 0.5rem 0; font-variant-numeric: tabular-nums; }
    .help { color: var(--muted); font-size: 0.875em; margin: 0.75rem 0 0; }
    @media print { .live { display: none; } .fallback { display: block; } }`;

  class Widget extends HTMLElement {
    /* A subclass gives `static style` and `build(live)`, which fills the element `live`. */
    connectedCallback() {
      if (this.shadowRoot) return;
      if (document.readyState === "loading") { // what stands inside it is still to come
        document.addEventListener("DOMContentLoaded", () => this.connectedCallback(), { once: true });
        return;
      }
      followLab(this);
      const root = this.attachShadow({ mode: "open" });
      make("style", { textContent: STYLE + this.constructor.style }, root);
      const live = make("div", { className: "live" }, root);
      make("slot", {}, make("div", { className: "fallback" }, root));
      this.build(live);
    }
  }

  /* A new element: its properties, then `attributes` in one object, then its children's parent. */
  function make(tag, { attributes = {}, ...properties } = {}, parent = null) {
    const element = Object.assign(document.createElement(tag), properties);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent?.append(element);
    return element;
  }

  /* The book sets color-scheme with its theme; JupyterLab only says which theme it has. */
  function followLab(element) {
    const apply = () => {
      const light = document.body.dataset.jpThemeLight;
      if (light) element.style.colorScheme = light === "true" ? "light" : "dark";
    };
    apply();
    new MutationObserver(apply).observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  }

  function define(name, widget) {
    if (!customElements.get(`cnn-${name}`)) customElements.define(`cnn-${name}`, widget);
  }

  /* A labelled choice in a bar of controls; `act` gets the value that was chosen. */
  function choice(bar, text, options, act, value = options[0]) {
    const select = make("select", { ariaLabel: text }, make("label", { textContent: text }, bar));
    for (const option of options) make("option", { textContent: option }, select);
    select.value = value;
    select.addEventListener("change", () => act(select.value));
    return select;
  }

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  window.cnnlabWidget = { Widget, make, define, choice, calm };
})();
