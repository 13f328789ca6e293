/* The convolution explorer: an input and a kernel to edit, a window to move; the products, their sum
   and the output map follow. Settings come as JSON in the attribute `config`:
   {x: [[…]], kernel: [[…]], padding: 0, stride: 1, flip: false}. */
(() => {
  "use strict";
  const { Widget, make, define, choice } = window.cnnlabWidget;
  const { STYLE, Grid, Frame, map, within, write, plainCell, numberCell } = window.cnnlabGrid;

  const OWN = "Your own";
  const INPUTS = {
    "Blob, 5 × 5": [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]],
    "Single point, 5 × 5": map(5, 5, (i, j) => (i === 2 && j === 2 ? 1 : 0)),
    "Edge, 6 × 6": map(6, 6, (i, j) => (j < 3 ? 0 : 9)),
    "Ramp, 4 × 7": map(4, 7, (i, j) => j),
    "Zeros, 5 × 7": map(5, 7, () => 0),
  };
  const KERNELS = {
    "Cross": [[1, 0, 1], [0, 1, 0], [1, 0, 1]],
    "Identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "Mean": map(3, 3, () => 1 / 9),
    "Sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "Sobel, across": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel, down": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "Emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "Difference, 1 × 2": [[-1, 1]],
    "One to six, 2 × 3": [[1, 2, 3], [4, 5, 6]],
  };

  /* All that the page shows follows from the settings: `laid` is the kernel as it lies on the input. */
  function convolve({ x, kernel, padding, stride, flip }) {
    const [K, L] = [kernel.length, kernel[0].length];
    const padded = map(x.length + 2 * padding, x[0].length + 2 * padding,
      (i, j) => x[i - padding]?.[j - padding] ?? 0);
    const laid = flip ? map(K, L, (k, l) => kernel[K - 1 - k][L - 1 - l]) : kernel;
    const steps = (size, extent) => Math.max(0, Math.floor((size - extent) / stride) + 1);
    const patch = (p, q) => map(K, L, (k, l) => padded[p * stride + k][q * stride + l]);
    const products = (p, q) => patch(p, q).map((row, k) => row.map((value, l) => value * laid[k][l]));
    const sum = (p, q) => products(p, q).flat().reduce((total, term) => total + term, 0);
    const [P, Q] = [steps(padded.length, K), steps(padded[0].length, L)];
    return { padded, laid, patch, products, output: P && Q ? map(P, Q, sum) : [] };
  }

  class ConvolutionExplorer extends Widget {
    static style = `${STYLE}
      :host { max-width: 46rem; }
      .middle { display: flex; flex-direction: column; gap: 0.75rem 1.5rem; }
      @container (max-width: 30rem) { .middle { flex-flow: row wrap; } }
      .output .cell { cursor: pointer; }
      .weight { place-self: end; padding: 0 0.25em 0.1em 0; font-size: 0.65em; line-height: 1.1; }`;

    build(live) {
      const config = JSON.parse(this.getAttribute("config") ?? "{}");
      this.state = { x: INPUTS["Blob, 5 × 5"], kernel: KERNELS.Cross, padding: 0, stride: 1, flip: false,
        ...config };
      this.buildControls(make("div", { className: "bar" }, live));

      const stage = make("div", { className: "stage" }, live);
      this.input = new Grid(stage, "Input");
      const middle = make("div", { className: "middle" }, stage);
      this.kernel = new Grid(middle, "Kernel");
      this.products = new Grid(middle, "Products");
      this.output = new Grid(stage, "Output");
      this.output.box.classList.add("output");
      this.window = new Frame(this.input, { at: () => this.at, stride: () => this.state.stride,
        move: (p, q) => this.move(p, q), clicked: (event) => this.cellUnder(event)?.focus() }); // a click edits

      this.sentence = make("p", { className: "sentence", ariaLive: "polite" }, live);
      const buttons = make("div", { className: "bar" }, live);
      const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick }, buttons);
      button("Fill the output", () => this.see(map(this.P, this.Q, (p, q) => `${p},${q}`).flat()));
      button("Empty it", () => { this.seen.clear(); this.see([String(this.at)]); });
      make("p", { className: "help", textContent: "Drag the window, or focus it and press the arrow keys; "
        + "the small numbers in it are the weights as they lie on the input. Click a number of the input "
        + "or the kernel and type; there, arrow keys go from cell to cell." }, live);
      this.relay();
    }

    buildControls(bar) {
      const preset = (text, name, known) => choice(bar, text, [...Object.keys(known), OWN], (chosen) =>
        this.change({ [name]: known[chosen] ?? this.state[name] }));
      this.presets = { x: [preset("Input", "x", INPUTS), INPUTS],
        kernel: [preset("Kernel", "kernel", KERNELS), KERNELS] };
      for (const [text, name, options] of [["Padding", "padding", [0, 1, 2, 3]], ["Stride", "stride", [1, 2, 3, 4]]]) {
        choice(bar, text, options, (value) => this.change({ [name]: Number(value) }), this.state[name]);
      }
      const label = make("label", {}, bar);
      const flip = make("input", { type: "checkbox", checked: this.state.flip }, label);
      label.append("Flip the kernel");
      flip.addEventListener("change", () => this.change({ flip: flip.checked }));
    }

    /* ---- what the reader does ---- */

    change(part) {
      Object.assign(this.state, part);
      this.relay();
    }

    edit(name, i, j, value, text) {
      if (value === null) {
        this.sentence.textContent =
          `“${text}” is not a number: the cell keeps ${write(this.state[name][i][j])}.`;
        return;
      }
      this.state[name] = this.state[name].map((row) => [...row]); // a preset stays as it was
      this.state[name][i][j] = value;
      this.refresh();
    }

    move(p, q) {
      if (!this.P) return;
      this.at = within([p, q], [this.P, this.Q]);
      this.see([String(this.at)]);
    }

    see(places) {
      places.forEach((place) => this.seen.add(place));
      this.refresh();
    }

    cellUnder({ clientX, clientY }) {
      return this.shadowRoot.elementsFromPoint(clientX, clientY).find((e) => e.tagName === "INPUT");
    }

    /* ---- what the page shows ---- */

    /* New sizes: new cells, and the window back at the start. */
    relay() {
      const { padded, laid, output } = convolve(this.state);
      const { x, padding } = this.state;
      [this.P, this.Q] = [output.length, output[0]?.length ?? 0];
      this.at = [0, 0];
      this.seen = new Set(["0,0"]);
      const inside = (i, j) => x[i - padding]?.[j - padding] !== undefined;
      const editable = (name, title, i, j) =>
        numberCell(title, i, j, (value, text) => this.edit(name, i, j, value, text));
      this.input.lay(padded.length, padded[0].length, (i, j) =>
        (inside(i, j) ? editable("x", "Input", i - padding, j - padding) : plainCell("padding")));
      this.kernel.lay(laid.length, laid[0].length, (i, j) => editable("kernel", "Kernel", i, j));
      this.products.lay(laid.length, laid[0].length, () => plainCell());
      this.output.lay(this.P, this.Q, (p, q) => {
        const cell = plainCell();
        cell.addEventListener("click", () => this.move(p, q));
        return cell;
      });
      this.refresh();
    }

    /* New values in the cells that stand. */
    refresh() {
      const { padded, laid, patch, products, output } = convolve(this.state);
      const [p, q] = this.at;
      const shown = (i, j) => this.seen.has(`${i},${j}`);
      for (const [name, [select, known]] of Object.entries(this.presets)) {
        const same = (key) => JSON.stringify(known[key]) === JSON.stringify(this.state[name]);
        select.value = Object.keys(known).find(same) ?? OWN;
      }
      this.input.paint(padded);
      this.kernel.paint(this.state.kernel);
      this.output.paint(output, shown);
      this.output.describe(output, shown);
      this.window.box.hidden = !this.P;
      const terms = this.P ? products(p, q) : laid;
      this.products.paint(terms, () => this.P > 0);
      this.products.describe(terms, () => this.P > 0);
      if (this.P) {
        this.place(laid);
        this.sentence.textContent = sumInWords(this.at, patch(p, q), laid, output[p][q]);
      } else {
        this.sentence.textContent = `The kernel (${laid.length} × ${laid[0].length}) is larger than the `
          + `padded input (${padded.length} × ${padded[0].length}): there is no output. Pad more.`;
      }
    }

    /* The window over its patch, with the weights in it, and the mark in the output. */
    place(laid) {
      this.window.lie(laid.length, laid[0].length);
      this.window.box.replaceChildren(...laid.flat().map((weight) =>
        make("span", { className: "weight", textContent: `×${write(weight)}`, ariaHidden: "true" })));
      this.output.cells.forEach((cells, p) => cells.forEach((cell, q) =>
        cell.classList.toggle("here", p === this.at[0] && q === this.at[1])));
    }
  }

  function sumInWords([p, q], patch, laid, sum) {
    const factor = (value) => (value < 0 ? `(${write(value)})` : write(value));
    const terms = patch.flatMap((row, k) => row.map((value, l) => `${factor(value)}·${factor(laid[k][l])}`));
    return `y[${p}, ${q}] = ${terms.join(" + ")} = ${write(sum)}`;
  }

  define("convolution-explorer", ConvolutionExplorer);
})();
