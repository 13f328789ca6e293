/* The volume explorer: kernels that reach through all channels of an input; what each channel brings to an output, and
   the output map of every kernel.
   Settings come as JSON in `config`: {x: [C][H][W], kernels: {name: [C][K][L]}, bias: 0, channels: [names], border: [rows, columns]}. */
(() => {
  "use strict";
  const { Widget, make, define, choice } = window.cnnlabWidget;
  const { STYLE, Grid, Frame, map, within, write, plainCell } = window.cnnlabGrid;

  const total = (grid) => grid.flat().reduce((sum, term) => sum + term, 0);

  class VolumeExplorer extends Widget {
    static style = `${STYLE}
      :host { max-width: 46rem; }
      .channel { display: flex; gap: 0.6rem; margin: 0.6rem 0; }
      .channel .cells { --cell: min(2.45rem, calc((100cqi - 2rem) / var(--across))); }
      .maps .cells { --cell: min(2.45rem, calc((100cqi - 2rem) / 9)); }
      .maps .cell { cursor: pointer; }
      .maps .chosen .title { color: var(--ink); font-weight: 600; }`;

    build(live) {
      const { x, kernels, bias = 0, channels = [], border = [0, 0] } = JSON.parse(this.getAttribute("config"));
      Object.assign(this, { x, kernels, bias, names: x.map((_, c) => channels[c] ?? `Channel ${c}`) });
      [this.chosen, this.at] = [Object.keys(kernels)[0], [0, 0]];
      const [K, L] = [this.kernel()[0].length, this.kernel()[0][0].length];
      this.sizes = [x[0].length - K + 1, x[0][0].length - L + 1];
      live.style.setProperty("--across", x[0][0].length + 2 * L);

      this.select = choice(make("div", { className: "bar" }, live), "Kernel", Object.keys(kernels), (name) => this.choose(name));
      this.channels = x.map((plane, c) => {
        const row = make("div", { className: "channel" }, live);
        const grids = [this.names[c], "weights", "products"].map((title) => new Grid(row, title));
        const [input, weights, products] = grids;
        input.lay(plane.length, plane[0].length, (i, j) => plainCell(i < border[0] || j < border[1] ? "padding" : ""));
        for (const grid of [weights, products]) grid.lay(K, L, () => plainCell());
        input.paint(plane);
        input.describe(plane);
        const frame = new Frame(input, { at: () => this.at, stride: () => 1, move: (p, q) => this.move(p, q),
          label: `Window on ${this.names[c]}: the arrow keys move it` });
        if (c) frame.box.tabIndex = -1; // one window is in the tab order; they move together
        return { input, weights, products, frame, K, L };
      });
      this.sentence = make("p", { className: "sentence", ariaLive: "polite" }, live);
      this.maps = make("div", { className: "stage maps" }, live);
      this.outputs = Object.keys(kernels).map((name) => {
        const panel = make("div", {}, this.maps);
        const grid = new Grid(panel, `map: ${name}`);
        const values = map(...this.sizes, (p, q) => total(this.shares(kernels[name], p, q)) + bias);
        grid.lay(...this.sizes, (p, q) => {
          const cell = plainCell();
          cell.addEventListener("click", () => { this.at = [p, q]; this.choose(name); });
          return cell;
        });
        grid.paint(values);
        grid.describe(values);
        return { name, panel, grid, values };
      });
      make("p", { className: "help", textContent: "Choose a kernel. Drag the window, or focus it and press the arrow keys: it lies on all "
        + "channels at once. The maps below are the output volume, one for each kernel; click a number to see where it comes from." }, live);
      this.refresh();
    }

    kernel() { return this.kernels[this.chosen]; }

    products(kernel, c, p, q) {
      return kernel[c].map((row, k) => row.map((weight, l) => weight * this.x[c][p + k][q + l]));
    }

    /* What each channel brings to output (p, q). */
    shares(kernel, p, q) { return this.x.map((_, c) => total(this.products(kernel, c, p, q))); }

    choose(name) {
      this.chosen = this.select.value = name;
      this.refresh();
    }

    move(p, q) {
      this.at = within([p, q], this.sizes);
      this.refresh();
    }

    refresh() {
      const [p, q] = this.at;
      this.channels.forEach(({ weights, products, frame, K, L }, c) => {
        const terms = this.products(this.kernel(), c, p, q);
        weights.paint(this.kernel()[c]);
        weights.describe(this.kernel()[c]);
        products.paint(terms);
        products.describe(terms);
        frame.lie(K, L);
      });
      for (const { name, panel, grid } of this.outputs) {
        panel.classList.toggle("chosen", name === this.chosen);
        grid.cells.forEach((cells, i) => cells.forEach((cell, j) =>
          cell.classList.toggle("here", name === this.chosen && i === p && j === q)));
      }
      const shares = this.shares(this.kernel(), p, q);
      const terms = shares.map((share, c) => `${this.names[c]} ${write(share)}`).join(", ");
      this.sentence.textContent = `${this.chosen}, y[${p}, ${q}]: ${terms}, bias ${write(this.bias)}; together ${write(total(shares) + this.bias)}.`;
    }
  }

  define("volume-explorer", VolumeExplorer);
})();
