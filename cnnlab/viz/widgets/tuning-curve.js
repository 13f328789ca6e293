/* The tuning curve of a model cell: a bar to turn and to move, the cell's answer, and the strongest answer to a drifting bar,
   by its angle. Simple cells: a Gabor template and a threshold; complex cells: the energy of two. Settings come as JSON in `config`: {prefers: 0, wave: 10, kind: "simple", angle: 0, place: 0}. */
(() => {
  "use strict";
  const { Widget, make, define, choice } = window.cnnlabWidget;

  const [SIZE, SIGMA, WIDTH, REACH, STEP] = [31, 5, 4, 14, 5]; // pixels, and degrees from one angle to the next
  const HALF = (SIZE - 1) / 2;
  const ANGLES = Array.from({ length: 180 / STEP + 1 }, (_, i) => i * STEP);

  /* A picture (SIZE · SIZE): value(across, along) in a frame that is turned by `degrees`. */
  function turned(degrees, value) {
    const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
    return Float64Array.from({ length: SIZE * SIZE }, (_, i) => {
      const [y, x] = [Math.floor(i / SIZE) - HALF, (i % SIZE) - HALF];
      return value(x * cos + y * sin, y * cos - x * sin);
    });
  }

  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

  function gabor(degrees, wave, phase) {
    const bell = turned(degrees, (u, v) => Math.exp(-(u * u + v * v) / (2 * SIGMA ** 2)));
    const field = turned(degrees, (u) => Math.cos(2 * Math.PI * u / wave - phase)).map((value, i) => value * bell[i]);
    const mean = field.reduce((a, b) => a + b) / bell.reduce((a, b) => a + b);
    const level = field.map((value, i) => value - bell[i] * mean);
    const length = Math.sqrt(dot(level, level));
    return level.map((value) => value / length);
  }

  const bar = (degrees, place) =>
    turned(degrees, (u) => Math.max(0, Math.min(1, WIDTH / 2 + 0.5 - Math.abs(u - place))));

  function cell({ prefers, wave, kind }) {
    const even = gabor(prefers, wave, 0);
    const odd = gabor(prefers, wave, Math.PI / 2);
    const answer = kind === "simple" ? (picture) => Math.max(0, dot(even, picture))
      : (picture) => Math.hypot(dot(even, picture), dot(odd, picture));
    return { field: even, answer };
  }

  function tuning(answer) {
    return ANGLES.map((angle) => {
      let best = 0;
      for (let place = -REACH; place <= REACH; place += 1) best = Math.max(best, answer(bar(angle, place)));
      return best;
    });
  }

  class TuningCurve extends Widget {
    static style = `
      :host { max-width: 46rem; }
      canvas { width: min(11rem, 42cqi); image-rendering: pixelated; border: 1px solid var(--line); }
      .sliders { display: grid; gap: 0.4rem; margin: 0.75rem 0; }
      .sliders label { display: grid; grid-template-columns: 8rem 1fr 3.5rem; gap: 0.5rem; align-items: center; }
      input { accent-color: var(--positive); min-height: 1.5rem; min-width: 0; }
      output { font-variant-numeric: tabular-nums; text-align: right; }
      .title { color: var(--muted); }
      svg { width: 100%; max-width: 30rem; font-size: 11px; fill: var(--muted); }
      polyline { fill: none; stroke: var(--positive); stroke-width: 2; }
      line { stroke: var(--muted); }
      circle { fill: var(--window); }`;

    build(live) {
      this.state = { prefers: 0, wave: 10, kind: "simple", angle: 0, place: 0, ...JSON.parse(this.getAttribute("config") ?? "{}") };
      const bar_ = make("div", { className: "bar" }, live);
      choice(bar_, "Cell", ["simple", "complex"], (value) => this.another({ kind: value }), this.state.kind);
      choice(bar_, "It prefers (°)", [0, 45, 90, 135], (value) => this.another({ prefers: Number(value) }), this.state.prefers);
      choice(bar_, "Width of its stripes", [6, 10, 14], (value) => this.another({ wave: Number(value) }), this.state.wave);
      const stage = make("div", { className: "stage" }, live);
      [this.field, this.picture] = ["Receptive field", "What it is shown"].map((title) => {
        const panel = make("div", {}, stage);
        make("div", { className: "title", textContent: title }, panel);
        return make("canvas", { width: SIZE, height: SIZE, attributes: { role: "img" } }, panel);
      });
      const sliders = make("div", { className: "sliders" }, live);
      this.slider(sliders, "Angle of the bar", "angle", 0, 180, STEP, "°");
      this.slider(sliders, "Place of the bar", "place", -REACH, REACH, 1, "");
      make("div", { className: "title", textContent: "Strongest answer to a drifting bar, by its angle" }, live);
      this.chart = make("div", {}, live);
      this.sentence = make("p", { className: "sentence", ariaLive: "polite" }, live);
      this.another({});
    }

    slider(parent, text, name, min, max, step, unit) {
      const label = make("label", { textContent: text }, parent);
      const input = make("input", { type: "range", min, max, step, value: this.state[name], ariaLabel: text }, label);
      const shown = make("output", { textContent: this.state[name] + unit }, label);
      input.addEventListener("input", () => {
        this.state[name] = Number(input.value);
        shown.textContent = String(input.value).replace("-", "−") + unit;
        this.refresh();
      });
    }

    another(part) {
      Object.assign(this.state, part);
      this.cell = cell(this.state);
      this.curve = tuning(this.cell.answer);
      const reach = Math.max(...this.cell.field.map(Math.abs));
      draw(this.field, this.cell.field.map((value) => 0.5 + value / reach / 2));
      this.field.ariaLabel = `Receptive field: stripes turned by ${this.state.prefers} degrees`;
      this.refresh();
    }

    refresh() {
      const { angle, place, kind } = this.state;
      const picture = bar(angle, place);
      const answer = this.cell.answer(picture);
      const best = this.curve[angle / STEP];
      draw(this.picture, picture);
      this.picture.ariaLabel = `A bar turned by ${angle} degrees, ${place} pixels from the middle`;
      this.chart.innerHTML = this.plot(answer);
      this.dataset.answer = answer;
      this.dataset.curve = this.curve.join(" ");
      this.sentence.textContent = `A bar at ${angle}°: the ${kind} cell answers ${answer.toFixed(2)} here, and `
        + `${best.toFixed(2)} where it suits it best.`;
    }

    plot(answer) {
      const top = Math.max(...this.curve) * 1.05;
      const at = (angle, value) => [28 + 1.8 * angle, 106 - 98 * value / top];
      const points = this.curve.map((value, i) => at(ANGLES[i], value).map((v) => v.toFixed(1)).join(",")).join(" ");
      const ticks = [0, 45, 90, 135, 180].map((a) => `<text x="${at(a, 0)[0]}" y="122" text-anchor="middle">${a}°</text>`).join("");
      const [x, y] = at(this.state.angle, answer);
      return `<svg viewBox="0 0 370 130" role="img" aria-label="The tuning curve; a dot marks this bar and its answer">`
        + `<line x1="28" x2="352" y1="106" y2="106"/>${ticks}<text y="16">${top.toFixed(1)}</text>`
        + `<polyline points="${points}"/><line x1="${x}" x2="${x}" y1="106" y2="${y}"/><circle cx="${x}" cy="${y}" r="5"/></svg>`;
    }
  }

  /* 0 is black and 1 is white. */
  function draw(canvas, values) {
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(SIZE, SIZE);
    values.forEach((value, i) => pixels.data.set([255 * value, 255 * value, 255 * value, 255], 4 * i));
    context.putImageData(pixels, 0, 0);
  }

  define("tuning-curve", TuningCurve);
})();
