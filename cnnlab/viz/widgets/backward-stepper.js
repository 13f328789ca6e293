/* The backward stepper: where one element of dy comes from, what it adds to dx, and dx as it fills.
   Settings come as JSON in `config`: {layer: "Convolution", x: [[…]], kernel: [[…]], dy: [[…]], stride: 1, padding: 0}. */
(() => {
  "use strict";
  const { Widget, make, define, choice } = window.cnnlabWidget;
  const { STYLE, Grid, Frame, map, within, write, plainCell, numberCell } = window.cnnlabGrid;

  const X = [[1, 3, 2, 0, 1], [5, 2, -1, 4, 0], [0, 7, 3, 3, 2], [6, -2, 1, 8, 1], [2, 0, 1, -3, 4]];
  const LAYERS = ["Convolution", "Max pooling", "Average pooling", "ReLU"];
  const WINDOW = 2; // of the poolings
  const upstream = (p, q) => (7 * p + 3 * q + 1) % 6 - 2; // numbers to begin with: small, of both signs

  /* What the layer looks at, and what part of dy[p][q] goes to each place of its window. */
  function pass({ layer, x, kernel, ...given }) {
    const [conv, relu] = [layer === "Convolution", layer === "ReLU"];
    const [stride, padding] = [relu ? 1 : given.stride, conv ? given.padding : 0];
    const [K, L] = conv ? [kernel.length, kernel[0].length] : relu ? [1, 1] : [WINDOW, WINDOW];
    const padded = map(x.length + 2 * padding, x[0].length + 2 * padding, (i, j) => x[i - padding]?.[j - padding] ?? 0);
    const steps = (size, extent) => Math.floor((size - extent) / stride) + 1;
    const patch = (p, q) => map(K, L, (k, l) => padded[p * stride + k][q * stride + l]);
    const winner = (values) => values.flat().indexOf(Math.max(...values.flat())); // the first of equals
    const parts = { "Convolution": () => kernel, "Average pooling": () => map(K, L, () => 1 / (K * L)),
      "Max pooling": (seen) => map(K, L, (k, l) => Number(k * L + l === winner(seen))),
      "ReLU": (seen) => [[Number(seen[0][0] > 0)]] };
    return { padded, stride, padding, K, L, patch, parts: (p, q) => parts[layer](patch(p, q)),
      P: steps(padded.length, K), Q: steps(padded[0].length, L) };
  }

  class BackwardStepper extends Widget {
    static style = `${STYLE}
      :host { max-width: 46rem; }
      .cells { --cell: min(2.2rem, calc((100cqi - 4px) / var(--columns))); }
      .dy .cell:focus-visible { outline-color: var(--window); }`;

    build(live) {
      this.state = { layer: LAYERS[0], x: X, kernel: [[1, 2], [0, -1]], stride: 1, padding: 0,
        ...JSON.parse(this.getAttribute("config") ?? "{}") };
      const bar = make("div", { className: "bar" }, live);
      choice(bar, "Layer", LAYERS, (layer) => this.change({ layer }), this.state.layer);
      this.steps = choice(bar, "Stride", [1, 2, 3], (value) => this.change({ stride: Number(value) }), this.state.stride);
      this.zeros = choice(bar, "Padding", [0, 1], (value) => this.change({ padding: Number(value) }), this.state.padding);
      const stage = make("div", { className: "stage" }, live);
      const grid = (title, name) => new Grid(make("div", { className: name }, stage), title);
      this.input = grid("x", "x");
      this.kernel = grid("Kernel", "kernel");
      this.dy = grid("dy", "dy");
      this.share = grid("Its share", "share");
      this.dx = grid("dx so far", "dx");
      this.frame = new Frame(this.input, { at: () => this.at, stride: () => this.now.stride,
        move: (p, q) => this.move(p, q), label: "What this element of dy looked at: the arrow keys move it" });
      this.sentence = make("p", { className: "sentence", ariaLive: "polite" }, live);
      const buttons = make("div", { className: "bar" }, live);
      const button = (textContent, act) =>
        make("button", { type: "button", textContent }, buttons).addEventListener("click", act);
      button("Next", () => this.next());
      button("Hand back all", () => this.see(map(this.now.P, this.now.Q, (p, q) => `${p},${q}`).flat()));
      button("Begin again", () => this.relay());
      make("p", { className: "help", textContent: "Choose an element of dy: click it, drag the window on x, or focus one of "
        + "them and press the arrow keys. Type to change a number of x, the kernel or dy." }, live);
      this.relay();
    }

    /* ---- what the reader does ---- */

    change(part) {
      Object.assign(this.state, part);
      this.relay();
    }

    move(p, q) {
      this.at = within([p, q], [this.now.P, this.now.Q]);
      this.see([String(this.at)]);
    }

    next() {
      const after = (this.at[0] * this.now.Q + this.at[1] + 1) % (this.now.P * this.now.Q);
      if (!after) this.seen.clear();
      this.move(Math.floor(after / this.now.Q), after % this.now.Q);
    }

    see(places) {
      places.forEach((place) => this.seen.add(place));
      this.refresh();
    }

    edit(holder, name, i, j, value) {
      if (value === null) return;
      holder[name] = holder[name].map((row) => [...row]);
      holder[name][i][j] = value;
      this.refresh();
    }

    /* ---- what the page shows ---- */

    relay() {
      this.now = pass(this.state);
      const { padded, padding, P, Q } = this.now;
      const [H, W] = [padded.length, padded[0].length];
      [this.at, this.seen] = [[0, 0], new Set(["0,0"])];
      this.upstream = map(P, Q, (p, q) => this.state.dy?.[p]?.[q] ?? upstream(p, q));
      const conv = this.state.layer === "Convolution";
      this.zeros.disabled = !conv;
      this.steps.disabled = this.state.layer === "ReLU";
      const kind = (i, j) => (this.state.x[i - padding]?.[j - padding] === undefined ? "padding" : "");
      const typed = (holder, name, title, di = 0) => (i, j) =>
        numberCell(title, i - di, j - di, (value) => this.edit(holder, name, i - di, j - di, value));
      const own = typed(this.state, "x", "x", padding);
      this.input.lay(H, W, (i, j) => (kind(i, j) ? plainCell("padding") : own(i, j)));
      this.kernel.box.parentElement.parentElement.hidden = !conv;
      if (conv) this.kernel.lay(this.now.K, this.now.L, typed(this.state, "kernel", "Kernel"));
      const dy = typed(this, "upstream", "dy");
      this.dy.lay(P, Q, (p, q) => {
        const cell = dy(p, q);
        cell.addEventListener("focus", () => this.move(p, q));
        return cell;
      });
      this.share.lay(H, W, (i, j) => plainCell(kind(i, j)));
      this.dx.lay(H, W, (i, j) => plainCell(kind(i, j)));
      this.refresh();
    }

    refresh() {
      this.now = pass(this.state);
      const { padded, stride, K, L, parts } = this.now;
      const zeros = () => padded.map((row) => row.map(() => 0));
      const hand = (onto, p, q) => parts(p, q).forEach((row, k) => row.forEach((part, l) => {
        onto[p * stride + k][q * stride + l] += part * this.upstream[p][q];
      }));
      const [share, dx] = [zeros(), zeros()];
      hand(share, ...this.at);
      this.seen.forEach((place) => hand(dx, ...place.split(",").map(Number)));
      this.input.paint(padded);
      if (this.state.layer === "Convolution") this.kernel.paint(this.state.kernel);
      this.dy.paint(this.upstream);
      this.share.paint(share, (i, j) => share[i][j] !== 0);
      this.dx.paint(dx);
      this.share.describe(share);
      this.dx.describe(dx);
      this.frame.lie(K, L);
      this.mark(this.dy, this.at, 1, 1);
      for (const grid of [this.share, this.dx]) this.mark(grid, this.at.map((place) => place * stride), K, L);
      this.sentence.textContent = this.inWords();
    }

    mark(grid, [row, column], rows, columns) {
      grid.cells.forEach((cells, i) => cells.forEach((cell, j) =>
        cell.classList.toggle("here", i >= row && i < row + rows && j >= column && j < column + columns)));
    }

    inWords() {
      const [p, q] = this.at;
      const { patch, parts, stride, padding, L } = this.now;
      const value = this.upstream[p][q];
      const [seen, said] = [patch(p, q).flat(), `dy[${p}, ${q}] = ${write(value)}`];
      const place = (index) => `[${p * stride + Math.floor(index / L) - padding}, ${q * stride + (index % L) - padding}]`;
      if (this.state.layer === "ReLU") {
        return seen[0] > 0 ? `${said} passes: x${place(0)} = ${write(seen[0])} is positive.`
          : `${said} stops: x${place(0)} = ${write(seen[0])} is not positive.`;
      }
      if (this.state.layer === "Max pooling") {
        const won = parts(p, q).flat().indexOf(1);
        return `${said} goes to the winner alone, x${place(won)} = ${write(seen[won])}.`;
      }
      const factor = (number) => (number < 0 ? `(${write(number)})` : write(number));
      const terms = parts(p, q).flat().map((part) => `${factor(value)}·${factor(part)} = ${write(value * part)}`);
      return `${said} hands to its window ${terms.join(", ")}${padding ? "; what falls on the padding is dropped" : ""}.`;
    }
  }

  define("backward-stepper", BackwardStepper);
})();
