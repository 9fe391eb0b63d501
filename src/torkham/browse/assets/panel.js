// The side panel: the full record of a sentence or label, its fields explained, with links to what it refers to.

const REGISTRY_OF = {
  actor_id: "actors", holder_id: "actors", parent_id: "actors", members: "actors", participants: "actors",
  incident_id: "incidents", place_id: "places", issue_id: "issues",
};
let opener = null;

function openLabel(label, from = null) {
  const counterparts = [...new Set(label.differences.flatMap(({ gold, other }) => [gold, other]))]
    .filter((each) => each && each !== label);
  showPanel(
    `${LAYER_NAMES[label.layer]} ${label.id}`,
    [
      told.against && el("p", { class: "side-name" }, `Label of ${SIDES[label.side]}: ${sideName(label.side)}`),
      el("p", { class: "summary" }, labelWords(label)),
      el("blockquote", {}, anchorOf(label).text),
      actions(label.id, label.record, `#${label.id}`),
      label.differences.length > 0 && [el("h3", {}, "Differences"), plainList(label.differences.map(differenceWords))],
      counterparts.map((each) => el("p", {}, `Against it in ${SIDES[each.side]}: `, labelLink(each.id, each.side))),
      el("p", {}, "In sentence ", sentenceLink(label.sentence.id)),
      fieldList(label.record, LABEL_SHAPES[label.layer], label),
    ],
    from,
  );
  markActive(label.key);
}

const plainList = (items) => el("ul", { class: "plain" }, items.map((item) => el("li", {}, item)));

function openSentence(sentence, from = null) {
  const groups = sentence.sides.flatMap((own, side) => {
    const open = (label) => el("button", { type: "button", class: "label", "data-key": label.key }, labelWords(label));
    const title = told.against ? `Labels of ${SIDES[side]}` : "Labels";
    return [el("h3", {}, `${title} (${own.length})`), plainList(own.map(open))];
  });
  const { mentions, events, stances, ...row } = sentence.row;
  const shape = told.shapes.sentences.filter(([name]) => name in row);
  const article = { ...sentence.article.row };
  delete article.text;
  showPanel(
    `Sentence ${sentence.id}`,
    [
      el("blockquote", {}, sentence.row.text),
      actions(sentence.id, sentence.row, `#${sentence.id}`),
      groups,
      el("h3", {}, "Record"),
      fieldList(row, shape),
      el("h3", {}, "Article"),
      fieldList(article, told.shapes.articles.filter(([name]) => name !== "text")),
    ],
    from,
  );
  markActive(null);
}

function showPanel(title, children, from) {
  opener = from ?? opener ?? document.activeElement;
  byId("panel-title").textContent = title;
  byId("panel-body").replaceChildren(...children.flat(3).filter(Boolean));
  byId("panel").hidden = false;
  document.body.classList.add("has-panel");
  byId("panel-title").focus();
  byId("panel").scrollTop = 0;
}

function closePanel() {
  if (byId("panel").hidden) return false;
  byId("panel").hidden = true;
  document.body.classList.remove("has-panel");
  markActive(null);
  opener?.focus();
  opener = null;
  return true;
}

const sideName = (side) => [told.dataset, told.against][side].name;

function actions(id, record, hash) {
  const button = (name, text) => {
    const made = el("button", { type: "button" }, name);
    made.addEventListener("click", () => copy(made, text()));
    return made;
  };
  return el(
    "p", { class: "actions" },
    button("Copy id", () => id),
    button("Copy link", () => location.href.split("#")[0] + hash),
    button("Copy JSON", () => JSON.stringify(record, null, 2)),
  );
}

/** The fields of a record as a list of definitions; records inside it likewise. */
function fieldList(record, shape, label = null) {
  const items = shape.flatMap(([name, description, vocabulary, inner]) => [
    el("dt", {}, name, el("span", { class: "explanation" }, ` ${description}`)),
    el("dd", {}, fieldValue(record[name], { name, vocabulary, inner, record, label })),
  ]);
  return el("dl", { class: "record" }, items);
}

function fieldValue(value, field) {
  if (value === null) return el("span", { class: "null" }, "null");
  if (Array.isArray(value)) return listValue(value, field);
  if (field.inner) return fieldList(value, field.inner, field.label);
  if (typeof value !== "string") return String(value);
  return stringValue(value, field);
}

function listValue(values, field) {
  if (!values.length) return el("span", { class: "null" }, "none");
  return el("ul", {}, values.map((value) => el("li", {}, fieldValue(value, field))));
}

function stringValue(value, { name, vocabulary, record, label }) {
  if (vocabulary) {
    const key = name === "mode" ? `${record.type} ${value}` : value;
    return [value, el("span", { class: "explanation" }, ` ${told.definitions[vocabulary]?.[key] ?? ""}`)];
  }
  if (name === "sentence_id") return sentenceLink(value);
  if (["mention_id", "holder_mention_id", "content_of"].includes(name)) return labelLink(value, label?.side ?? GOLD);
  const registry = name === "target_id" ? `${record.target_kind}s` : REGISTRY_OF[name];
  const entry = registries[registry]?.get(value);
  const code = el("code", {}, value);
  return entry ? [code, entryWords(entry)] : name.endsWith("_id") ? code : value;
}

function entryWords(entry) {
  const told = entry.name ?? entry.proposition;
  const more = entry.description && el("span", { class: "explanation" }, ` ${entry.description}`);
  return el("span", {}, ` ${told}`, more);
}

const sentenceLink = (id) => (sentenceOf.has(id) ? el("a", { href: `#${id}` }, id) : el("code", {}, id));

function labelLink(id, side) {
  const label = labelOf(id, side);
  if (!label) return el("code", {}, id);
  return [el("button", { type: "button", class: "link", "data-key": label.key }, id), ` “${anchorOf(label).text}”`];
}

/** Bring out one label, and those it points to, in the text. */
function markActive(key) {
  for (const element of document.querySelectorAll(".active")) element.classList.remove("active");
  if (key === null) return;
  const found = document.querySelectorAll(`#ui_articles [data-key="${CSS.escape(key)}"]`);
  for (const element of found) element.classList.add("active");
}

function setUpPanel() {
  byId("panel-close").addEventListener("click", closePanel);
  byId("explain").addEventListener("change", ({ target }) => byId("panel").classList.toggle("explained", target.checked));
  document.addEventListener("click", ({ target }) => {
    const found = target.closest("[data-key]");
    const label = found && !getSelection().toString() && labels.get(found.dataset.key);
    if (label) openLabel(label, found.closest("#ui_panel") ? null : (found.closest("button") ?? found.closest(".sentence")));
  });
}
