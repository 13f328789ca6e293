/* Pooling and shift: an image, the same image moved, and both after pooling; what has changed is outlined.
   Settings come as JSON in `config`: {image: [[…]], kind: "Max", window: 2, stride: 2, shift: [0, 1]}. */
(() => {
  "use strict";
  const { Widget, make, define, choice } = window.cnnlabWidget;
  const { STYLE, Grid, Frame, map, within, plainCell } = window.cnnlabGrid;

  const MARGIN = 2; // rows and columns of zeros all round: as far as the image can be moved
  const SEVEN = ["........", ".677776.", ".....67.", "....77..", "..56776.", "...77...", "..67....", "..65...."]
    .map((row) => [...row].map((sign) => Number(sign) || 0));
  const POOLS = { Max: (values) => Math.max(...values),
    Average: (values) => values.reduce((total, value) => total + value, 0) / values.length };

  class PoolingShift extends Widget {
    static style = `${STYLE}
      :host { max-width: 46rem; }
      .cells { --cell: min(1.4rem, calc((100cqi - 4px) / var(--columns))); }`;

    build(live) {
      this.state = { image: SEVEN, kind: "Max", window: 2, stride: 2, shift: [0, 1],
        ...JSON.parse(this.getAttribute("config") ?? "{}") };
      const bar = make("div", { className: "bar" }, live);
      for (const [text, name, options] of [["Pooling", "kind", Object.keys(POOLS)], ["Window", "window", [1, 2, 3, 4]],
        ["Stride", "stride", [1, 2, 3, 4]]]) {
        choice(bar, text, options, (value) => {
          this.state[name] = name === "kind" ? value : Number(value);
          this.relay();
        }, this.state[name]);
      }
      const rows = [0, 1].map(() => make("div", { className: "stage" }, live));
      this.grids = ["Image", "Moved", "Pooled", "Moved, then pooled"].map((title, n) => new Grid(rows[n % 2], title));
      this.frame = new Frame(this.grids[1], { at: () => this.state.shift.map((by) => by + MARGIN), stride: () => 1,
        move: (...place) => {
          this.state.shift = within(place, [2 * MARGIN + 1, 2 * MARGIN + 1]).map((at) => at - MARGIN);
          this.refresh();
        }, label: "The moved image: the arrow keys move it" });
      this.sentence = make("p", { className: "sentence", ariaLive: "polite" }, live);
      make("p", { className: "help", textContent: "Drag the framed image, or focus it and press the arrow keys. Values that "
        + "differ from the image at rest are outlined." }, live);
      this.relay();
    }

    compute() {
      const { image, kind, window: k, stride, shift: [di, dj] } = this.state;
      const [H, W] = [image.length + 2 * MARGIN, image[0].length + 2 * MARGIN];
      const laid = (by, right) => map(H, W, (i, j) => image[i - MARGIN - by]?.[j - MARGIN - right] ?? 0);
      const pool = (x) => map(Math.floor((H - k) / stride) + 1, Math.floor((W - k) / stride) + 1, (p, q) =>
        POOLS[kind](map(k, k, (a, b) => x[p * stride + a][q * stride + b]).flat()));
      const [rest, moved] = [laid(0, 0), laid(di, dj)];
      return [rest, moved, pool(rest), pool(moved)];
    }

    relay() {
      this.compute().forEach((values, n) => this.grids[n].lay(values.length, values[0].length, () => plainCell()));
      this.refresh();
    }

    refresh() {
      const values = this.compute();
      const differs = (n) => (i, j) => Math.abs(values[n][i][j] - values[n - 1][i][j]) > 1e-9;
      this.grids.forEach((grid, n) => {
        grid.paint(values[n]);
        grid.describe(values[n]);
        if (n % 2) grid.cells.forEach((cells, i) => cells.forEach((cell, j) => cell.classList.toggle("here", differs(n)(i, j))));
      });
      this.frame.lie(this.state.image.length, this.state.image[0].length);
      const [before, after] = [1, 3].map((n) => {
        const all = values[n].flat().length;
        const length = (of) => Math.hypot(...values[n].flatMap((row, i) => row.map((value, j) => of(value, values[n - 1][i][j]))));
        const share = length((value, other) => value - other) / (length((_, other) => other) || 1);
        const changed = values[n].flatMap((row, i) => row.filter((_, j) => differs(n)(i, j))).length;
        return `${changed} of ${all} values differ, by ${Math.round(100 * share)}% of the image's length`;
      });
      const by = this.state.shift.map((steps) => String(steps).replace("-", "−"));
      this.sentence.textContent = `Moved by ${by[0]} down, ${by[1]} to the right. Before pooling ${before}; after pooling ${after}.`;
    }
  }

  define("pooling-shift", PoolingShift);
})();
