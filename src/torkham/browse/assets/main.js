// The page: everything is made once; filters then show and hide.

const HIGHLIGHT = "found";
const MOST_HIGHLIGHTS = 3000;

function applyFilters() {
  const context = byId("context").checked && isFiltering();
  const asksForLabels = demands().length > 0;
  let shown = 0;
  const changed = new Set();
  for (const sentence of sentences) {
    const found = shownLabels(sentence);
    sentence.element.hidden = found === null && !context;
    sentence.element.classList.toggle("context", found === null && context);
    if (markFound(sentence, asksForLabels ? withMentions(found ?? []) : null)) changed.add(sentence.element);
    if (found !== null) shown += 1;
  }
  for (const group of document.querySelectorAll(".paragraph, article")) {
    group.hidden = !group.querySelector(".sentence:not([hidden])");
  }
  drawArcs([...near].filter((box) => changed.has(box.closest(".sentence"))));
  highlight();
  refreshFacets();
  const inArticles = articles.filter(({ element }) => !element.hidden).length;
  byId("nothing").hidden = shown > 0;
  say(`${plural(shown, "sentence")} of ${number(sentences.length)} shown, in ${plural(inArticles, "article")}`);
}

/** The labels that were found, with the mentions of those who take part in them. */
function withMentions(found) {
  const mentions = found.flatMap(({ side, record }) => {
    const taking = [record.sources, record.recipients, record.attributed_to].flatMap((items) => items ?? []);
    const ids = [...taking.map((each) => each.mention_id), record.holder_mention_id];
    return ids.map((id) => labelOf(id, side)).filter(Boolean);
  });
  return new Set([...found, ...mentions]);
}

/** Put aside the labels of a sentence that were not asked for; `found` is null where none was. Say whether that changed any. */
function markFound(sentence, found) {
  let changed = false;
  for (const element of sentence.element.querySelectorAll("[data-key]")) {
    const isOff = found !== null && !found.has(labels.get(element.dataset.key));
    changed ||= element.classList.contains("off") !== isOff;
    element.classList.toggle("off", isOff);
  }
  return changed;
}

/** Highlight the words that are looked for, where the browser can do that without touching the text. */
function highlight() {
  if (!CSS.highlights) return;
  CSS.highlights.delete(HIGHLIGHT);
  const query = folded(filters.query.trim());
  if (!query) return;
  const ranges = [];
  for (const { element } of sentences) {
    if (element.hidden) continue;
    for (const text of element.querySelectorAll(".text")) ranges.push(...rangesOf(text, query));
    if (ranges.length > MOST_HIGHLIGHTS) break; // a letter or two: nobody reads on from there
  }
  CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
}

/** Find words in an element whose text is spread over many nodes. */
function rangesOf(element, query) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let at = 0; walker.nextNode(); at += walker.currentNode.length) nodes.push([at, walker.currentNode]);
  const text = folded(element.textContent);
  if (text.length !== element.textContent.length) return [];
  const place = (offset) => {
    const [at, node] = nodes.findLast(([start]) => start <= offset);
    return [node, offset - at];
  };
  const ranges = [];
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) {
    const range = document.createRange();
    range.setStart(...place(at));
    range.setEnd(...place(at + query.length));
    ranges.push(range);
  }
  return ranges;
}

/** Go where the address points: to an article, a sentence, or the record of a label. */
function followHash() {
  const id = decodedHash();
  const label = labelOf(id, GOLD) ?? labelOf(id, OTHER);
  const target = label?.sentence ?? sentenceOf.get(id) ?? articleOf.get(id);
  for (const element of document.querySelectorAll(".here")) element.classList.remove("here");
  if (!target) {
    if (id.includes(":")) say(`There is no sentence or label ${id} on this page.`);
    return;
  }
  if (target.element.hidden) {
    clearFilters();
    applyFilters();
  }
  target.element.classList.add("here");
  target.element.scrollIntoView({ block: target.row.article_id === id ? "start" : "center" });
  if (label) openLabel(label, target.element);
  else if (sentenceOf.has(id)) target.element.focus({ preventScroll: true });
}

function decodedHash() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1);
  }
}

function setUpHeader() {
  const { dataset, against, counts, wanted } = told;
  const version = dataset.version ? ` ${dataset.version}` : "";
  byId("name").textContent = dataset.title;
  byId("version").textContent = `${dataset.name}${version}${dataset.published ? ` · ${dataset.published}` : ""}`;
  const totals = Object.entries(counts).map(([table, count]) => plural(count, table.slice(0, -1)));
  byId("counts").textContent = totals.join(" · ");
  byId("description").textContent = dataset.description ?? "";
  byId("licences").textContent = dataset.licences ? `Licences: ${dataset.licences.join(", ")}. ${dataset.creator}.` : "";
  byId("citation").textContent = dataset.citation ?? "";
  byId("about").hidden = !dataset.citation;
  byId("sample").hidden = articles.length === counts.articles;
  let how = against ? "those that both datasets have, or a sample of them" : "a sample (torkham browse --article shows others)";
  if (wanted) how = "those that were asked for";
  byId("sample").textContent = `This page shows ${number(articles.length)} of ${plural(counts.articles, "article")}: ${how}.`;
}

function setUpCompare() {
  if (!told.against) return;
  document.body.classList.add("compares");
  byId("compare").hidden = false;
  const count = sentences.reduce((sum, { differences }) => sum + differences.length, 0);
  const aside = Object.entries(told.not_judged).filter(([, sum]) => sum).map(([layer, sum]) => plural(sum, LAYER_NAMES[layer]));
  byId("compared").textContent =
    `Left, gold: ${sideName(GOLD)}. Right, ${SIDES[OTHER]}: ${sideName(OTHER)}. ` +
    `${plural(count, "difference")}, in the classes of torkham score.` +
    (aside.length ? ` Not shown: ${aside.join(", ")} of the right where gold annotates nothing.` : "");
  byId("view").addEventListener("change", ({ target }) => (document.body.dataset.view = target.value));
  byId("view").options[2].textContent = `${SIDES[OTHER]} only`;
}

function start() {
  setUpHeader();
  byId("articles").append(...articles.map(articleElement));
  setUpCompare();
  setUpLegend();
  setUpPictures();
  setUpTheme();
  setUpFacets();
  setUpPanel();
  setUpKeys();
  applyFilters();
  watchArcs();
  addEventListener("hashchange", followHash);
  followHash();
  document.body.classList.add("ready");
}

start();
