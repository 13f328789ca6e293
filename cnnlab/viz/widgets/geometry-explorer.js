/* The geometry explorer: size, kernel, stride, padding and dilation of a square input; how large the output is,
   whether the kernel fits, and how many outputs use each pixel.
   Settings come as JSON in `config`: {size: 7, kernel: 3, stride: 1, padding: 0, dilation: 1}. */
(() => {
  "use strict";
  const { Widget, make, define, choice } = window.cnnlabWidget;
  const { STYLE, Grid, Frame, map, within, plainCell } = window.cnnlabGrid;

  const upTo = (least, most) => Array.from({ length: most - least + 1 }, (_, i) => least + i);
  const CONTROLS = [["Input", "size", upTo(3, 11)], ["Kernel", "kernel", upTo(1, 7)], ["Stride", "stride", upTo(1, 4)],
    ["Padding", "padding", upTo(0, 3)], ["Dilation", "dilation", upTo(1, 3)]];

  /* Along one axis: the extent of the kernel, the steps that fit, what is left over, and the uses of each element. */
  function axis({ size, kernel, stride, padding, dilation }) {
    const extent = dilation * (kernel - 1) + 1;
    const rest = size + 2 * padding - extent;
    const output = rest < 0 ? 0 : Math.floor(rest / stride) + 1;
    const uses = Array(size + 2 * padding).fill(0);
    for (let p = 0; p < output; p += 1) for (let k = 0; k < kernel; k += 1) uses[p * stride + k * dilation] += 1;
    return { extent, rest, output, uses };
  }

  class GeometryExplorer extends Widget {
    static style = `${STYLE}
      :host { max-width: 46rem; }
      .input .cells { --cell: min(2rem, calc((100cqi - 4px) / var(--columns))); }
      .output .cells { --cell: 1.5rem; }
      .output .cell { cursor: pointer; }
      .tap { box-shadow: inset 0 0 0 2px var(--window); }
      .never { background: repeating-linear-gradient(45deg, var(--line) 0 2px, var(--paper) 2px 6px); }`;

    build(live) {
      this.state = { size: 7, kernel: 3, stride: 1, padding: 0, dilation: 1,
        ...JSON.parse(this.getAttribute("config") ?? "{}") };
      const bar = make("div", { className: "bar" }, live);
      for (const [text, name, options] of CONTROLS) {
        choice(bar, text, options, (value) => { this.state[name] = Number(value); this.relay(); }, this.state[name]);
      }
      const stage = make("div", { className: "stage" }, live);
      this.input = new Grid(make("div", { className: "input" }, stage), "Uses of each pixel");
      this.output = new Grid(make("div", { className: "output" }, stage), "Output");
      this.frame = new Frame(this.input, { at: () => this.at, stride: () => this.state.stride,
        move: (p, q) => { this.at = within([p, q], [this.n, this.n]); this.refresh(); } });
      this.sentence = make("p", { className: "sentence", ariaLive: "polite" }, live);
      make("p", { className: "help", textContent: "The number in a pixel says how many outputs use it; hatched ones are never "
        + "used, dotted ones are padding. Move the window with the arrow keys, or drag it." }, live);
      this.relay();
    }

    relay() {
      const { size, padding } = this.state;
      const { output, uses } = axis(this.state);
      const inside = (i) => i >= padding && i < padding + size;
      [this.n, this.at] = [output, [0, 0]];
      this.counts = map(uses.length, uses.length, (i, j) => uses[i] * uses[j]);
      this.input.lay(uses.length, uses.length, (i, j) => plainCell(inside(i) && inside(j) ? "" : "padding"));
      this.input.paint(this.counts);
      this.input.describe(this.counts);
      this.input.cells.flat().forEach((cell) =>
        cell.classList.toggle("never", cell.dataset.value === "0" && !cell.classList.contains("padding")));
      this.output.lay(output, output, (p, q) => {
        const cell = plainCell();
        cell.addEventListener("click", () => { this.at = [p, q]; this.refresh(); });
        return cell;
      });
      this.output.box.setAttribute("role", "img");
      this.refresh();
    }

    refresh() {
      const { stride, dilation, kernel } = this.state;
      const { extent } = axis(this.state);
      const [row, column] = this.at.map((place) => place * stride);
      const tap = (start, i) => i >= start && (i - start) % dilation === 0 && (i - start) / dilation < kernel;
      this.frame.box.hidden = !this.n;
      if (this.n) this.frame.lie(extent, extent);
      this.input.cells.forEach((cells, i) => cells.forEach((cell, j) =>
        cell.classList.toggle("tap", this.n > 0 && tap(row, i) && tap(column, j))));
      this.output.cells.forEach((cells, p) => cells.forEach((cell, q) =>
        cell.classList.toggle("here", p === this.at[0] && q === this.at[1])));
      this.output.box.ariaLabel = `Output: ${this.n} × ${this.n}`;
      this.sentence.textContent = this.inWords();
    }

    inWords() {
      const { size, stride, padding } = this.state;
      const { extent, rest, output } = axis(this.state);
      if (!output) return `The kernel covers ${extent}, the padded input has only ${size + 2 * padding}: there is no output.`;
      const steps = `(${size} + 2·${padding} − ${extent}) / ${stride} + 1 = ${Number((rest / stride + 1).toFixed(2))}`;
      const never = this.input.box.querySelectorAll(".never").length;
      const fit = rest % stride ? `, which does not fit: rounded down, the output is ${output} × ${output}`
        : `: the output is ${output} × ${output}`;
      return `${steps}${fit}. ${never ? `${never} of ${size * size} pixels are never used.` : "Every pixel is used."}`;
    }
  }

  define("geometry-explorer", GeometryExplorer);
})();
