/* Marks on a photo, drawn and moved by finger, mouse or keys. The numbers beside are what is sent: marks follow them and
   they follow the marks. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-cover]");
  if (!form) return;
  const picture = form.querySelector("[data-marks]"), lines = form.querySelector("[data-lines]");
  const result = form.querySelector("[data-result]");
  const { width: wide, height: high } = picture.viewBox.baseVal;
  const SIDES = ["left", "top", "width", "height"], LEAST = Math.max(wide, high) / 100;
  const untouched = result.src;
  const make = (name, kind) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    made.setAttribute("class", kind);
    return made;
  };
  picture.classList.add("is-live");
  for (const one of form.querySelectorAll("[data-how]")) one.hidden = false;
  form.querySelector("[data-show]").hidden = true; // it is shown as it is drawn
  for (const old of picture.querySelectorAll(".hz-mark")) old.remove();

  let parts = []; // {line, box: [left, top, width, height] in pixels, mark}
  let chosen = null;
  const handle = make("circle", "hz-handle");
  handle.setAttribute("r", Math.max(wide, high) / 45);

  const inputs = (line) => SIDES.map((name) => line.querySelector(`[name=${name}]`));
  const clamp = ([left, top, width, height]) => {
    const w = Math.min(Math.max(width, LEAST), wide), h = Math.min(Math.max(height, LEAST), high);
    return [Math.min(Math.max(left, 0), wide - w), Math.min(Math.max(top, 0), high - h), w, h];
  };
  const read = (line) => {
    const typed = inputs(line).map((one) => (one.value === "" ? NaN : Number(one.value)));
    if (typed.some(Number.isNaN) || typed[2] <= 0 || typed[3] <= 0) return null;
    return typed.map((share, side) => (share / 100) * (side % 2 ? high : wide));
  };
  const write = (line, box) => inputs(line).forEach((input, side) => {
    input.value = box ? ((100 * box[side]) / (side % 2 ? high : wide)).toFixed(1) : "";
  });

  const draw = (part) => {
    ["x", "y", "width", "height"].forEach((name, side) => part.mark.setAttribute(name, part.box[side]));
    const number = [...lines.rows].indexOf(part.line) + 1;
    const shares = part.box.map((one, side) => Math.round((100 * one) / (side % 2 ? high : wide)));
    part.mark.setAttribute("aria-label", `${picture.dataset.name.replace("0", number)}: ${shares.join(", ")} %`);
    if (part === chosen) {
      handle.setAttribute("cx", part.box[0] + part.box[2]);
      handle.setAttribute("cy", part.box[1] + part.box[3]);
    }
  };
  const choose = (part) => {
    chosen = part;
    if (!part) { handle.remove(); return; }
    picture.append(handle); // not the mark: it would lose the focus
    draw(part);
  };
  const spare = () => {
    const empty = [...lines.rows].find((line) => inputs(line).every((one) => one.value === ""));
    if (empty) return empty;
    const made = lines.rows[lines.rows.length - 1].cloneNode(true), number = lines.rows.length + 1;
    made.cells[0].textContent = number;
    made.cells[0].id = `n-${number}`;
    inputs(made).forEach((one) => {
      one.value = "";
      one.setAttribute("aria-labelledby", `n-${number} n-${one.name}`);
    });
    lines.append(made);
    return made;
  };
  const add = (line, box) => {
    const part = { line, box, mark: make("rect", "hz-mark") };
    part.mark.setAttribute("tabindex", "0");
    part.mark.setAttribute("role", "button");
    part.mark.addEventListener("focus", () => choose(part));
    part.mark.addEventListener("keydown", (event) => keys(event, part));
    parts.push(part);
    picture.append(part.mark);
    draw(part);
    return part;
  };
  const drop = (part) => {
    parts = parts.filter((one) => one !== part);
    part.mark.remove();
    write(part.line, null);
    if (chosen === part) choose(null);
    show();
  };
  const change = (part, box) => {
    part.box = clamp(box);
    write(part.line, part.box);
    draw(part);
    show();
  };

  /* What others will see, once the hand rests. */
  let timer = 0;
  const show = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const marks = [...lines.rows].filter(read).map((line) => inputs(line).map((one) => one.value).join(","));
      result.src = marks.length ? `${form.dataset.trial}?marks=${marks.join(";")}` : untouched;
    }, 300);
  };

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const keys = (event, part) => {
    const step = STEPS[event.key], [left, top, width, height] = part.box;
    if (step) {
      const across = step[0] * LEAST, down = step[1] * LEAST;
      change(part, event.shiftKey ? [left, top, width + across, height + down] : [left + across, top + down, width, height]);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      drop(part);
      (parts[0]?.mark || form.querySelector("[data-add]")).focus();
    } else return;
    event.preventDefault();
  };
  form.querySelector("[data-add]").addEventListener("click", () => {
    const part = add(spare(), [wide * 0.4, high * 0.4, wide * 0.2, high * 0.2]);
    change(part, part.box);
    part.mark.focus();
  });

  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    return [Math.min(Math.max(point.x, 0), wide), Math.min(Math.max(point.y, 0), high)];
  };
  picture.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    event.preventDefault();
    const from = at(event);
    let part = parts.find((one) => one.mark === event.target), began = null, resize = event.target === handle;
    if (resize) part = chosen;
    if (part) { part.mark.focus(); began = part.box; }
    picture.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const to = at(moved), across = to[0] - from[0], down = to[1] - from[1];
      if (!began) {
        if (!part && Math.abs(across) + Math.abs(down) < LEAST * 2) return; // a tap
        part = part || add(spare(), [...from, LEAST, LEAST]);
        choose(part);
        change(part, [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(across), Math.abs(down)]);
      } else if (resize) change(part, [began[0], began[1], began[2] + across, began[3] + down]);
      else change(part, [began[0] + across, began[1] + down, began[2], began[3]]);
    };
    const end = () => {
      picture.removeEventListener("pointermove", move);
      picture.removeEventListener("pointerup", end);
      picture.removeEventListener("pointercancel", end);
      if (part) part.mark.focus();
    };
    picture.addEventListener("pointermove", move);
    picture.addEventListener("pointerup", end);
    picture.addEventListener("pointercancel", end);
  });

  lines.addEventListener("input", (event) => {
    const line = event.target.closest("tr"), box = read(line);
    let part = parts.find((one) => one.line === line);
    if (!box) {
      if (part) { parts = parts.filter((one) => one !== part); part.mark.remove(); if (chosen === part) choose(null); }
    } else {
      part = part || add(line, box);
      part.box = box;
      draw(part);
    }
    show();
  });
  for (const line of lines.rows) { const box = read(line); if (box) add(line, box); }
  document.getElementById("errors")?.focus();
})();
