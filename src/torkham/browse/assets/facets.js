// The filters as the reader sees them: check boxes with the number of sentences that each would show.

const OPEN_FACETS = ["article", "type", "status"];
const boxes = new Map();

/** Make the check boxes of a facet, the most frequent values first; a facet without values is left out. */
function facetGroup({ key, title, name }) {
  const values = [...countsOf(key)].sort(([a, m], [b, n]) => n - m || (name(a) < name(b) ? -1 : 1));
  if (!values.length) return null;
  const choices = values.map(([value]) => facetBox(key, value, name(value)));
  return el(
    "details", { class: "facet", open: OPEN_FACETS.includes(key), "data-facet": key },
    el("summary", {}, title, el("span", { class: "chosen" })),
    el("div", { role: "group", "aria-label": title, class: "choices" }, choices),
  );
}

function facetBox(facet, value, name) {
  const box = el("input", { type: "checkbox", value, "data-facet": facet });
  const count = el("span", { class: "count" });
  box.addEventListener("change", () => {
    if (box.checked) filters.chosen.get(facet).add(value);
    else filters.chosen.get(facet).delete(value);
    applyFilters();
  });
  const label = el("label", {}, box, el("span", { class: "name" }, name), count);
  boxes.set(`${facet} ${value}`, { facet, value, box, count, label });
  return label;
}

/** Write what is chosen, and how many sentences each choice would show, into the check boxes. */
function refreshFacets() {
  for (const { key } of FACETS) {
    const counts = countsOf(key);
    const own = [...boxes.values()].filter(({ facet }) => facet === key);
    for (const { value, box, count, label } of own) {
      const sum = counts.get(value) ?? 0;
      box.checked = filters.chosen.get(key).has(value);
      count.textContent = number(sum);
      label.classList.toggle("none", sum === 0 && !box.checked);
    }
    const chosen = filters.chosen.get(key).size;
    own[0]?.label.closest("details").querySelector(".chosen").replaceChildren(chosen ? `${chosen} chosen` : "");
  }
  byId("search").value = filters.query;
  byId("only-differences").checked = filters.onlyDifferences;
  byId("clear").disabled = !isFiltering();
}

function setUpFacets() {
  byId("facets").append(...FACETS.map(facetGroup).filter(Boolean));
  byId("search").addEventListener("input", (event) => {
    filters.query = event.target.value;
    applyFilters();
  });
  byId("only-differences").closest("label").hidden = !told.against;
  byId("only-differences").addEventListener("change", (event) => {
    filters.onlyDifferences = event.target.checked;
    applyFilters();
  });
  byId("context").addEventListener("change", applyFilters);
  byId("clear").addEventListener("click", () => {
    clearFilters();
    applyFilters();
    byId("search").focus();
  });
  byId("filters").open = matchMedia("(min-width: 60rem)").matches;
}
