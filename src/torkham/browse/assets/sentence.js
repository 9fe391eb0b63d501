// A sentence: its text with the marks of labels in it, and its labels in words beside it.

/** What is marked in the text: spans with the label they belong to and what they are of it. */
function marksOf(sentence, side) {
  const length = sentence.chars.length;
  const clipped = ({ start, end }, shift) => [Math.max(0, start + shift), Math.min(length, end + shift)];
  const mark = (label, span, part) => {
    const [start, end] = clipped(span, label.shift);
    return start < end ? [{ start, end, label, part }] : [];
  };
  return (sentence.sides[side] ?? []).flatMap((label) => {
    if (label.layer === "mentions") return mark(label, label.record, "mention");
    if (label.layer === "events") return mark(label, label.record.trigger, "trigger");
    const target = label.record.target_text;
    return [...mark(label, label.record.evidence, "evidence"), ...(target ? mark(label, target, "target") : [])];
  });
}

/** Nest marks in one another; where two cross, the second is cut in two. */
function nested(chars, start, end, marks, depth = 0) {
  const nodes = [];
  let at = start;
  let rest = [...marks].sort((a, b) => a.start - b.start || b.end - a.end);
  while (rest.length) {
    const [first, ...others] = rest;
    const inside = others.filter((mark) => mark.start < first.end);
    const crossing = inside.filter((mark) => mark.end > first.end);
    nodes.push(chars.slice(at, first.start).join(""));
    const within = inside.map((mark) => ({ ...mark, end: Math.min(mark.end, first.end), cut: mark.cut || mark.end > first.end }));
    nodes.push(markElement(first, depth, nested(chars, first.start, first.end, within, depth + 1)));
    at = first.end;
    rest = [
      ...crossing.map((mark) => ({ ...mark, start: first.end, cut: false })),
      ...others.filter((mark) => mark.start >= first.end),
    ].sort((a, b) => a.start - b.start || b.end - a.end);
  }
  nodes.push(chars.slice(at, end).join(""));
  return nodes;
}

/** A mark; its sign stands after its last piece, as a style, so that copied text stays the article's. */
function markElement({ label, part, cut }, depth, children) {
  const own = {
    mention: ["mention", `kind-${kindOf(label.record.actor_id)}`, `depth-${Math.min(depth, 2)}`],
    trigger: ["trigger", label.record.quad_class, label.record.status, label.record.certainty],
  }[part] ?? [part];
  const differs = label.differences.length ? signOf(label.differences[0].kind) : "";
  const signs = { mention: () => KIND_MARKS[kindOf(label.record.actor_id)], trigger: () => eventTag(label) };
  const sign = signs[part]?.();
  const attributes = { class: own.filter(Boolean).join(" "), "data-key": label.key, "data-part": part };
  if (sign && !cut) attributes["data-sign"] = `${differs}${sign}`;
  if (differs) attributes["data-differs"] = true;
  return el("span", attributes, children);
}

function textBox(sentence, side) {
  const text = nested(sentence.chars, 0, sentence.chars.length, marksOf(sentence, side));
  const isHeading = ["headline", "heading"].includes(sentence.row.role);
  const tag = isHeading && side === GOLD ? "h4" : "p";
  const hasArcs = sentence.sides[side].some((label) => label.layer === "events");
  const box = el("div", { class: hasArcs ? "text-box roomy" : "text-box" }, el(tag, { class: "text" }, text));
  box.prepend(svgEl("svg", { class: "arcs", "aria-hidden": "true" }));
  return box;
}

/** A label in words: a button that opens its record. */
function labelButton(label) {
  const signs = [...new Set(label.differences.map(({ kind }) => `${signOf(kind)} ${kind}`))];
  const differs = signs.length ? [el("span", { class: "differs" }, signs.join(", ")), " "] : [];
  const attributes = { type: "button", class: `label ${label.layer}`, "data-key": label.key };
  const button = el("button", attributes, differs, labelWords(label));
  return el("li", { "data-key": label.key }, button);
}

function sideOf(sentence, side) {
  const told = sentence.sides[side].filter((label) => label.layer !== "mentions").map(labelButton);
  const name = `${SIDES[side]} labels of ${sentence.row.sentence_id}`;
  return el(
    "div", { class: "side", "data-side": SIDES[side] },
    textBox(sentence, side),
    told.length ? el("ul", { class: "labels", "aria-label": name }, told) : null,
  );
}

function sentenceElement(sentence) {
  const { row, id } = sentence;
  const short = id.slice(id.indexOf(":") + 1);
  const gutter = el(
    "div", { class: "gutter" },
    el("a", { class: "link", href: `#${id}`, "aria-label": `Link to sentence ${id}` }, short),
    row.role === "body" ? null : el("span", { class: "role" }, words(row.role)),
  );
  const sides = sentence.sides.map((_, side) => sideOf(sentence, side));
  sentence.element = el(
    "div", { class: "sentence", id, tabindex: "-1", role: "group", "aria-label": `Sentence ${short}, ${words(row.role)}` },
    gutter, el("div", { class: "sides" }, sides), differenceList(sentence),
  );
  if (!row.is_annotated) sentence.element.classList.add("unlabelled");
  return sentence.element;
}

function differenceList({ differences, id }) {
  if (!differences.length) return null;
  const items = differences.map((difference) => {
    const key = (difference.gold ?? difference.other).key;
    return el("li", {}, el("button", { type: "button", class: "difference", "data-key": key }, differenceWords(difference)));
  });
  return el("ul", { class: "differences", "aria-label": `Differences in ${id}` }, items);
}

function articleElement(article) {
  const { row, id } = article;
  const facts = [row.outlet, row.author, row.published, row.dateline, row.genre, plural(row.n_sentences, "unit")];
  const paragraphs = Map.groupBy(article.sentences, (sentence) => sentence.row.paragraph);
  article.element = el(
    "article", { "aria-labelledby": `ui_title-${id}` },
    el(
      "header", {},
      el("h3", { id: `ui_title-${id}` }, el("a", { href: `#${id}` }, row.title ?? id)),
      el("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    ),
    [...paragraphs.values()].map((group) => el("div", { class: "paragraph" }, group.map(sentenceElement))),
  );
  article.element.id = id;
  return article.element;
}
