// The figures above the text, each with its numbers as a table.

const images = [];

function setUpPictures() {
  const { figures, missing } = told.pictures;
  byId("pictures").hidden = !figures.length && !missing;
  if (missing) byId("figures").append(el("p", { class: "missing" }, `There are no pictures: ${missing}`));
  byId("figures").append(...figures.map(figureElement));
  byId("pictures").addEventListener("toggle", showImages);
}

function figureElement(figure) {
  const image = figure.light && el("img", { alt: figure.alt, class: "picture" });
  if (image) images.push([image, figure]);
  return el(
    "figure", { "data-figure": figure.name },
    el("h3", {}, figure.title),
    image ? scrolling(image, figure.title) : el("p", {}, figure.alt),
    el("figcaption", {}, figure.note),
    el("details", {}, el("summary", {}, "Numbers"), scrolling(tableElement(figure), `Numbers: ${figure.title}`)),
  );
}

const scrolling = (child, name) => el("div", { class: "scrolling", tabindex: "0", role: "region", "aria-label": name }, child);

function tableElement({ columns, rows }) {
  const cell = (value) => el("td", typeof value === "number" ? { class: "number" } : {}, cellText(value));
  return el(
    "table", {},
    el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, words(name))))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell)))),
  );
}

function cellText(value) {
  if (value === null) return "–";
  return typeof value === "number" && !Number.isInteger(value) ? value.toFixed(3) : String(value);
}

/** Give the images the pictures of the theme, once somebody looks at them. */
function showImages() {
  if (!byId("pictures").open) return;
  for (const [image, figure] of images) image.src = figure[currentTheme()];
}
