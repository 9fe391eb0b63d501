// The legend: the signs of the page with what they mean, from the same tables that the page is drawn by.

const QUADS = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"];

const sampleItem = (element, meaning) => el("li", {}, element, ` ${meaning}`);

function setUpLegend() {
  const kinds = Object.entries(KIND_MARKS).map(([kind, sign]) =>
    sampleItem(el("span", { class: `mention kind-${kind}`, "data-sign": sign }, "Name"), words(kind)),
  );
  const quads = QUADS.map((quad) =>
    sampleItem(el("span", { class: `trigger ${quad}`, "data-sign": "TYPE" }, "word"), words(quad)),
  );
  const statuses = Object.entries(STATUS_TAGS).filter(([, tag]) => tag).map(([status, tag]) =>
    sampleItem(el("span", { class: `trigger verbal_conflict ${status}`, "data-sign": `TYPE ${tag}` }, "word"), words(status)),
  );
  const polarities = Object.entries(POLARITY_SIGNS).map(([polarity, sign]) =>
    sampleItem(el("span", { class: `tag stance ${polarity}` }, `${sign} ${polarity}`), POLARITY_WORDS[polarity]),
  );
  byId("legend-kinds").append(...kinds);
  byId("legend-quads").append(...quads);
  byId("legend-statuses").append(...statuses);
  byId("legend-polarities").append(...polarities);
  byId("legend-differences").hidden = !told.against;
}
