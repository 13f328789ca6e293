/* The receptive-field explorer: layers to stack along one axis, and what a unit of the last one sees.
   Settings come as JSON in `config`: {layers: [[kernel, stride, dilation], …], size: 31}. */
(() => {
  "use strict";
  const { Widget, make, define, choice } = window.cnnlabWidget;

  const STACKS = {
    "Three 3": [[3, 1, 1], [3, 1, 1], [3, 1, 1]],
    "One 7": [[7, 1, 1]],
    "3 with pooling": [[3, 1, 1], [2, 2, 1], [3, 1, 1], [2, 2, 1]],
    "Stride 2": [[3, 2, 1], [3, 2, 1], [3, 2, 1]],
    "Dilation 1, 2, 4": [[3, 1, 1], [3, 1, 2], [3, 1, 4]],
    "Gaps: dilation 2, 2": [[3, 1, 2], [3, 1, 2]],
  };
  const MOST = 6; // layers

  /* For each layer: its units, the field of one, and how far apart neighbours look. */
  function fields(layers, size) {
    const rows = [{ units: size, field: 1, jump: 1 }];
    for (const [k, s, d] of layers) {
      const { units, field, jump } = rows.at(-1);
      rows.push({ units: Math.floor((units - d * (k - 1) - 1) / s) + 1, field: field + (k - 1) * d * jump, jump: jump * s });
    }
    return rows;
  }

  /* Which units of every layer reach unit `at` of the last: sets, the input's first. */
  function seen(layers, at) {
    const sets = [new Set([at])];
    for (const [k, s, d] of [...layers].reverse()) {
      const below = new Set();
      for (const unit of sets[0]) for (let tap = 0; tap < k; tap += 1) below.add(unit * s + tap * d);
      sets.unshift(below);
    }
    return sets;
  }

  class ReceptiveFieldExplorer extends Widget {
    static style = `
      :host { max-width: 46rem; }
      .rows { margin: 1rem 0; display: grid; gap: 0.55rem; }
      .title { color: var(--muted); font-size: 0.875em; }
      .units { position: relative; height: 1.5rem; }
      .unit { position: absolute; top: 0; bottom: 0; box-sizing: border-box; border: 1px solid var(--line); border-radius: 3px; }
      .unit.seen { background: color-mix(in srgb, var(--positive) 60%, var(--paper)); border-color: var(--positive); }
      .top .unit { cursor: pointer; }
      .top .unit.seen { background: var(--window); }`;

    build(live) {
      const config = JSON.parse(this.getAttribute("config") ?? "{}");
      this.size = config.size ?? 31;
      this.layers = config.layers ?? STACKS["Three 3"];
      const bar = make("div", { className: "bar" }, live);
      this.preset = choice(bar, "Stack", [...Object.keys(STACKS), "Your own"], (name) => this.stack(STACKS[name] ?? this.layers));
      this.next = [3, 1, 1];
      const row = make("div", { className: "bar", style: "margin-top: 0.5rem" }, live);
      [["Kernel", [1, 2, 3, 5, 7]], ["Stride", [1, 2, 3]], ["Dilation", [1, 2, 4, 8]]].forEach(([text, options], i) =>
        choice(row, text, options, (value) => { this.next[i] = Number(value); this.refresh(); }, this.next[i]));
      const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick }, row);
      this.add = button("Add this layer on top", () => this.stack([...this.layers, [...this.next]]));
      this.drop = button("Remove the top", () => this.stack(this.layers.slice(0, -1)));
      this.rows = make("div", { className: "rows" }, live);
      this.sentence = make("p", { className: "sentence", ariaLive: "polite" }, live);
      make("p", { className: "help", textContent: "One axis, no padding. Choose a unit of the top layer by a click or by the arrow "
        + "keys: what it sees is filled, down to the input." }, live);
      this.stack(this.layers);
    }

    stack(layers) {
      this.layers = layers;
      this.at = Math.floor(fields(layers, this.size).at(-1).units / 2);
      const same = (name) => JSON.stringify(STACKS[name]) === JSON.stringify(layers);
      this.preset.value = Object.keys(STACKS).find(same) ?? "Your own";
      this.refresh();
    }

    look(at) {
      this.at = Math.max(0, Math.min(fields(this.layers, this.size).at(-1).units - 1, at));
      this.refresh();
    }

    refresh() {
      const rows = fields(this.layers, this.size);
      const sets = seen(this.layers, this.at);
      const focused = this.shadowRoot.activeElement?.classList.contains("top");
      this.rows.replaceChildren(...rows.map((row, l) => this.row(row, l, sets[l], l === rows.length - 1)).reverse());
      if (focused) this.rows.querySelector(".top").focus();
      const { field, jump } = rows.at(-1);
      const used = sets[0].size;
      this.sentence.textContent = `A unit of the top layer sees ${field} of ${this.size} inputs`
        + `${used < field ? `, but uses only ${used} of them: the rest lie in gaps` : ""}. `
        + `Its neighbour looks ${jump} further on.`;
      const after = fields([...this.layers, this.next], this.size).at(-1);
      this.add.disabled = this.layers.length === MOST || after.units < 1;
      this.drop.disabled = !this.layers.length;
      if (this.add.disabled) {
        this.sentence.textContent += this.layers.length === MOST ? " No more layers are shown here."
          : " The layer chosen does not fit on top: too few units are left.";
      }
    }

    row({ units, field, jump }, l, set, top) {
      const box = make("div");
      const [k, s, d] = this.layers[l - 1] ?? [];
      make("div", { className: "title", textContent: l
        ? `Layer ${l}: kernel ${k}, stride ${s}${d > 1 ? `, dilation ${d}` : ""}; ${units} units, each sees ${field}`
        : `Input: ${units}` }, box);
      const line = make("div", { className: `units ${top ? "top" : ""}`, attributes: { role: top ? "slider" : "img" } }, box);
      line.dataset.seen = [...set].sort((a, b) => a - b).join(" ");
      line.ariaLabel = top ? "Unit of the top layer" : `Seen: ${line.dataset.seen.replaceAll(" ", ", ")}`;
      for (let unit = 0; unit < units; unit += 1) {
        const start = unit * jump + (field - 1) / 2; // each unit stands over the middle of what it sees
        const cell = make("span", { className: `unit ${set.has(unit) ? "seen" : ""}`,
          style: `left: ${100 * start / this.size}%; width: ${100 * 0.9 / this.size}%` }, line);
        if (top) cell.addEventListener("click", () => this.look(unit));
      }
      if (top) {
        Object.assign(line, { tabIndex: 0, ariaValueMin: 0, ariaValueMax: units - 1, ariaValueNow: this.at,
          ariaValueText: `unit ${this.at}, sees inputs ${this.at * jump} to ${this.at * jump + field - 1}` });
        line.addEventListener("keydown", (event) => {
          const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
          if (!step) return;
          event.preventDefault();
          event.stopPropagation(); // JupyterLab and the theme have keys of their own
          this.look(this.at + step);
        });
      }
      return box;
    }

  }

  define("receptive-field-explorer", ReceptiveFieldExplorer);
})();
