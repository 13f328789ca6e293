/* Plays the pictures inside it: previous, play, next, a slider, and the sentence of each picture.
   It starts when asked. Readers who prefer less motion step through it; there is nothing to play. */
(() => {
  "use strict";
  const { Widget, make, define, calm } = window.cnnlabWidget;
  const SECONDS = 1.4; // a frame: the time to read its sum

  const ICONS = {
    previous: "M11 2 4 8l7 6z",
    play: "M4 2l10 6-10 6z",
    pause: "M3 2h4v12H3zM9 2h4v12H9z",
    next: "M5 2l7 6-7 6z",
  };
  const icon = (name) =>
    `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;

  class FramePlayer extends Widget {
    static style = `
      ::slotted(img) { display: block; max-width: 100%; height: auto; margin: 0 auto 0.5rem; }
      @media print { ::slotted(img) { display: inline-block; width: 45%; } }
      .bar { justify-content: center; flex-wrap: nowrap; max-width: 30rem; margin: 0 auto; }
      input { flex: 1; min-width: 4rem; min-height: 1.5rem; accent-color: var(--positive); }
      .count { font-variant-numeric: tabular-nums; white-space: nowrap; }
      p { text-align: center; min-height: 3.2em; margin: 0.5rem auto 0; max-width: 36rem; }`;

    build(live) {
      this.frames = [...this.querySelectorAll("img")];
      make("slot", { name: "frame" }, live);
      const bar = make("div", { className: "bar" }, live);
      this.button("previous", "Previous frame", bar, () => this.step(-1));
      this.toggle = this.button("play", "Play", bar, () => this.play(!this.timer));
      this.toggle.hidden = calm();
      this.button("next", "Next frame", bar, () => this.step(1));
      this.slider = make("input", { type: "range", min: 1, max: this.frames.length,
        value: 1, ariaLabel: "Frame" }, bar);
      this.slider.addEventListener("input", () => { this.play(false); this.show(this.slider.value - 1); });
      this.count = make("span", { className: "count" }, bar);
      this.sentence = make("p", {}, live);
      this.play(false);
      this.show(0);
      this.paper = matchMedia("print"); // on paper all frames stand, in their order
      this.paper.addEventListener("change", () => this.show(this.now));
    }

    button(name, label, bar, act) {
      const button = make("button", { type: "button", innerHTML: icon(name), ariaLabel: label }, bar);
      button.addEventListener("click", act);
      return button;
    }

    step(by) {
      this.play(false);
      this.show((this.now + by + this.frames.length) % this.frames.length);
    }

    play(start) {
      clearInterval(this.timer);
      this.timer = start ? setInterval(() => this.advance(), 1000 * SECONDS) : null;
      this.toggle.innerHTML = icon(start ? "pause" : "play");
      this.toggle.ariaLabel = start ? "Pause" : "Play";
      this.sentence.ariaLive = start ? "off" : "polite"; // no chatter while it runs
      if (start && this.now === this.frames.length - 1) this.show(0);
    }

    advance() {
      this.show(this.now + 1);
      if (this.now === this.frames.length - 1) this.play(false);
    }

    show(index) {
      this.now = index;
      this.frames.forEach((frame, i) => {
        frame.slot = i === index && !this.paper?.matches ? "frame" : "";
      });
      this.slider.value = index + 1;
      this.slider.ariaValueText = this.sentence.textContent = this.frames[index].alt;
      this.count.textContent = `${index + 1} / ${this.frames.length}`;
    }

    disconnectedCallback() { clearInterval(this.timer); }
  }

  define("frame-player", FramePlayer);
})();
