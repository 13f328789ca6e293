/* Grids of numbers, shared by the widgets: cells coloured by sign and size, to read or to type in. */
(() => {
  "use strict";
  if (window.cnnlabGrid) return;
  const { make } = window.cnnlabWidget;

  const STYLE = `
    .title { color: var(--muted); margin-bottom: 0.25rem; }
    .cells { display: grid; width: max-content; border: 1px solid var(--line);
             --cell: min(2.45rem, calc((100cqi - 4px) / var(--columns)));
             grid-template-columns: repeat(var(--columns), var(--cell)); grid-auto-rows: var(--cell); }
    .cell { box-sizing: border-box; min-width: 0; width: 100%; height: 100%; padding: 0; margin: 0;
            border: 1px solid var(--line); border-radius: 0; display: grid; place-items: center;
            text-align: center; font: inherit; font-size: min(1em, calc(var(--cell) * 0.4)); font-variant-numeric: tabular-nums; color: var(--ink);
            --hue: var(--positive); --tint: 0;
            background: color-mix(in srgb, var(--hue) calc(var(--tint) * 50%), var(--paper)); }
    .cell.long { font-size: min(0.8em, calc(var(--cell) * 0.32)); }
    .cell.negative { --hue: var(--negative); }
    .cell.padding { border-style: dotted; color: var(--muted); }
    .cell[aria-invalid=true] { outline: 2px dashed var(--negative); outline-offset: -2px; }
    .cell:focus-visible { outline-offset: -2px; }
    .window, .here { outline: 3px solid var(--window); outline-offset: -2px; }
    .window { z-index: 1; cursor: grab; touch-action: none; display: grid; grid-template: subgrid / subgrid; }
    .window:active { cursor: grabbing; }
    .window:focus-visible { outline: 4px solid var(--positive); }
    .window[hidden] { display: none; }`;

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  const map = (rows, columns, value) => Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => value(i, j)));

  function write(value) {
    const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
    return text.replace("-", "−");
  }

  /* "−2", "0,5" and "1/9" are numbers too; what is none gives null. */
  function read(text) {
    const parts = text.replace(/−/g, "-").replace(/,/g, ".").split("/");
    if (parts.length > 2 || parts.some((part) => !part.trim())) return null;
    const [top, bottom = 1] = parts.map(Number);
    return Number.isFinite(top / bottom) ? top / bottom : null;
  }

  class Grid {
    constructor(parent, title) {
      this.title = title;
      const panel = make("div", {}, parent);
      make("div", { className: "title", textContent: title }, panel);
      this.box = make("div", { className: "cells" }, panel);
    }

    /* New cells: `cell(i, j)` makes each of them. */
    lay(rows, columns, cell) {
      this.box.replaceChildren();
      this.box.style.setProperty("--columns", columns);
      this.cells = map(rows, columns, (i, j) => {
        const element = cell(i, j);
        element.style.gridArea = `${i + 1} / ${j + 1}`;
        this.box.append(element);
        return element;
      });
    }

    /* New values; a cell that is not `shown` stays empty. A cell being typed in keeps its text. */
    paint(values, shown = () => true) {
      const full = Math.max(0, ...values.flat().map(Math.abs)) || 1;
      this.cells.forEach((row, i) => row.forEach((cell, j) => {
        const value = values[i][j];
        cell.style.setProperty("--tint", shown(i, j) ? Math.abs(value) / full : 0);
        cell.classList.toggle("negative", value < 0);
        cell.classList.toggle("long", write(value).length > 3);
        cell.dataset.value = value;
        if (cell.tagName !== "INPUT") cell.textContent = shown(i, j) ? write(value) : "";
        else if (!cell.matches(":focus")) cell.value = write(value);
      }));
    }

    /* For a grid that is only looked at: one picture, its numbers in words. */
    describe(values, shown = () => true) {
      const rows = values.map((row, i) =>
        row.map((value, j) => (shown(i, j) ? write(value) : "empty")).join(" "));
      this.box.setAttribute("role", "img");
      this.box.ariaLabel = `${this.title}: ${rows.join("; ") || "none"}`;
    }
  }

  /* The frame over the patch that a kernel lies on, moved by arrow keys, mouse and finger.
     `move(p, q)` is asked for a new place in the output; `at()` and `stride()` say how things stand. */
  class Frame {
    constructor(grid, { at, stride, move, clicked = () => {}, label = "Window on the input: the arrow keys move it" }) {
      Object.assign(this, { grid, at, stride, move, clicked });
      this.box = make("div", { className: "window", tabIndex: 0, attributes: { role: "application" }, ariaLabel: label });
      this.box.addEventListener("keydown", (event) => this.onArrow(event));
      this.box.addEventListener("pointerdown", (event) => this.onDrag(event));
    }

    /* Put it over `rows` × `columns` cells; there is none where nothing fits. */
    lie(rows, columns) {
      const [row, column] = this.at().map((place) => place * this.stride() + 1);
      this.box.style.gridArea = `${row} / ${column} / span ${rows} / span ${columns}`;
      if (this.box.parentElement !== this.grid.box) this.grid.box.append(this.box);
    }

    onArrow(event) {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation(); // JupyterLab and the theme have keys of their own
      this.move(this.at()[0] + step[0], this.at()[1] + step[1]);
    }

    onDrag(down) {
      const [p, q] = this.at();
      const size = this.stride() * this.grid.cells[0][0].offsetWidth;
      const steps = (event) =>
        [event.clientY - down.clientY, event.clientX - down.clientX].map((way) => Math.round(way / size));
      let moved = false;
      const drag = (event) => {
        const [dp, dq] = steps(event);
        moved ||= Boolean(dp || dq);
        this.move(p + dp, q + dq);
      };
      const drop = (event) => {
        this.box.removeEventListener("pointermove", drag);
        if (!moved && event.type === "pointerup") this.clicked(event);
      };
      this.box.setPointerCapture(down.pointerId);
      this.box.addEventListener("pointermove", drag);
      this.box.addEventListener("pointerup", drop, { once: true });
      this.box.addEventListener("pointercancel", drop, { once: true });
    }
  }

  const within = (place, sizes) => place.map((at, axis) => Math.max(0, Math.min(sizes[axis] - 1, at)));

  const plainCell = (kind = "") => make("span", { className: `cell ${kind}` });

  /* A cell to type a number in. `edited(value, text)` is called at each keystroke, with null for what
     is no number; arrow keys go from cell to cell, and one cell of a grid is in the tab order. */
  function numberCell(name, i, j, edited) {
    const cell = make("input", { className: "cell", type: "text", autocomplete: "off", spellcheck: false,
      tabIndex: i || j ? -1 : 0, ariaLabel: `${name}, row ${i + 1}, column ${j + 1}` });
    cell.dataset.place = `${i},${j}`;
    const others = () => [...cell.parentElement.querySelectorAll("input")];
    cell.addEventListener("focus", () => {
      others().forEach((other) => { other.tabIndex = other === cell ? 0 : -1; });
      cell.select();
    });
    cell.addEventListener("input", () => {
      const value = read(cell.value);
      cell.ariaInvalid = String(value === null);
      edited(value, cell.value);
    });
    cell.addEventListener("blur", () => {
      cell.ariaInvalid = "false";
      cell.value = write(Number(cell.dataset.value));
    });
    cell.addEventListener("keydown", (event) => {
      event.stopPropagation(); // JupyterLab and the theme have keys of their own
      const step = event.key === "Enter" ? STEPS.ArrowDown : STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      others().find((other) => other.dataset.place === `${i + step[0]},${j + step[1]}`)?.focus();
    });
    return cell;
  }

  window.cnnlabGrid = { STYLE, STEPS, Grid, Frame, map, within, write, plainCell, numberCell };
})();
