// Arcs from sources to triggers and from triggers to recipients, where both stand in one sentence.

const ARROW = 4;

/** Draw the arcs of text boxes anew: all places are read before anything is drawn, so that the page is laid out once. */
function drawArcs(boxes) {
  const drawings = boxes.map((box) => [box, arcsOf(box)]);
  for (const [box, arcs] of drawings) box.querySelector("svg").replaceChildren(...arcs.flatMap(arcElements));
}

function arcsOf(box) {
  const frame = box.getBoundingClientRect();
  const triggers = [...box.querySelectorAll('[data-part="trigger"]')];
  const seen = new Set();
  return triggers.flatMap((trigger) => {
    const label = labels.get(trigger.dataset.key);
    if (seen.has(label.key)) return []; // the second piece of one that was cut
    seen.add(label.key);
    const place = placeOf(trigger, frame);
    const marks = ["off", "active"].filter((name) => trigger.classList.contains(name));
    const arc = (role) => (mention) => ({ label, role, marks, trigger: place, mention });
    return ["sources", "recipients"].flatMap((role) => ends(box, label, role, frame).map(arc(role)));
  });
}

/** The places of the mentions in this box that are in one role of an event. */
function ends(box, label, role, frame) {
  return label.record[role].flatMap(({ mention_id: id }) => {
    const element = id && box.querySelector(`[data-part="mention"][data-key="${CSS.escape(`${label.side} ${id}`)}"]`);
    const place = element && placeOf(element, frame);
    return place ? [place] : [];
  });
}

/** Where the first line of an element's text is, in pixels from the corner of the frame. */
function placeOf(element, frame) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const rect = [...range.getClientRects()].find(({ width }) => width > 0);
  return rect && { left: rect.left - frame.left, top: rect.top - frame.top, width: rect.width, height: rect.height };
}

function arcElements({ label, role, marks, trigger, mention }) {
  const isSource = role === "sources";
  const at = { x: trigger.left + trigger.width * (isSource ? 0.25 : 0.75), place: trigger };
  const there = { x: mention.left + mention.width / 2, place: mention };
  const [from, to] = isSource ? [there, at] : [at, there];
  const { line, tip, down } = curve(from, to);
  const names = ["arc", role, label.record.quad_class, ...marks].join(" ");
  const attributes = { class: names, "data-key": label.key };
  const way = down ? -ARROW * 1.6 : ARROW * 1.6;
  const head = `M${tip.x} ${tip.y}l${-ARROW} ${way}h${2 * ARROW}z`;
  return [svgEl("path", { ...attributes, d: line }), svgEl("path", { ...attributes, class: `${names} head`, d: head })];
}

/** A curve above the line where both ends are in one; else from below the upper to above the lower. */
function curve(from, to) {
  const tops = [from.place.top, to.place.top];
  if (Math.abs(tops[0] - tops[1]) < from.place.height / 2) {
    const y = Math.min(...tops) + 2;
    const rise = Math.min(20, 8 + Math.abs(from.x - to.x) / 12);
    const line = `M${from.x} ${y}C${from.x} ${y - rise} ${to.x} ${y - rise} ${to.x} ${y}`;
    return { line, tip: { x: to.x, y }, down: true };
  }
  const down = tops[0] < tops[1];
  const edge = ({ place }, upper) => (upper ? place.top + place.height : place.top + 2);
  const [y1, y2] = [edge(from, down), edge(to, !down)];
  const bend = down ? 12 : -12;
  return { line: `M${from.x} ${y1}C${from.x} ${y1 + bend} ${to.x} ${y2 - bend} ${to.x} ${y2}`, tip: { x: to.x, y: y2 }, down };
}

/** The text boxes that are in view, or nearly so: only these have arcs that are worth the while. */
const near = new Set();
const MARGIN = "600px 0px";

/** Draw arcs when a text box comes into view or changes its size there, and all of them for paper. */
function watchArcs() {
  const boxes = [...document.querySelectorAll(".text-box.roomy")];
  const resized = new ResizeObserver((entries) => drawArcs(entries.map(({ target }) => target)));
  const seen = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => {
    if (isIntersecting) resized.observe(target); // which draws them
    else resized.unobserve(target);
    near[isIntersecting ? "add" : "delete"](target);
  }), { rootMargin: MARGIN });
  for (const box of boxes) seen.observe(box);
  addEventListener("beforeprint", () => drawArcs(boxes.filter((box) => box.checkVisibility())));
}
