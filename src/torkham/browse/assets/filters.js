// Filters: which sentences are shown. Within a facet any chosen value will do; facets are all to hold.
//
// Facets of events have to hold of one event, those of stances of one stance; those that all labels have (actor, source,
// certainty) hold of the same label.

const OF_SENTENCE = ["article", "role", "difference"];
const OF_EVENTS = ["type", "status"];
const OF_STANCES = ["issue", "polarity"];
const OF_LABELS = ["actor", "source", "certainty"];
const SOURCES = { pilot: "pilot", adjudicated: "adjudicated (gold)", machine: "machine" };

const FACETS = [
  { key: "article", title: "Article", name: (id) => articleOf.get(id).row.title ?? words(id) },
  { key: "actor", title: "Actor", name: actorName },
  { key: "type", title: "Event type", name: String },
  { key: "status", title: "Event status", name: words },
  { key: "issue", title: "Issue", name: words },
  { key: "polarity", title: "Polarity", name: (code) => `${POLARITY_SIGNS[code]} ${code}` },
  { key: "source", title: "Gold or machine", name: (code) => SOURCES[code] },
  { key: "certainty", title: "Certainty", name: words },
  { key: "role", title: "Role in the article", name: words },
  ...(told.against ? [{ key: "difference", title: "Difference", name: String }] : []),
];

/** What is chosen: values by facet, words to look for, and whether only sentences with differences are wanted. */
const filters = { chosen: new Map(FACETS.map(({ key }) => [key, new Set()])), query: "", onlyDifferences: false };

/** Make words comparable, letter by letter: case, curly quotes and odd hyphens do not count. */
function folded(text) {
  return text.toLowerCase().replace(/[‘’ʼ]/g, "'").replace(/[“”]/g, '"').replace(/[‐‑–—]/g, "-");
}

function sentenceFacts(sentence, facet) {
  if (facet === "article") return [sentence.article.id];
  if (facet === "role") return [sentence.row.role];
  return sentence.differences.map((difference) => difference.kind);
}

const isChosen = (facet, values) => {
  const chosen = filters.chosen.get(facet);
  return !chosen?.size || values.some((value) => chosen.has(value));
};

function hasQuery(sentence) {
  const query = folded(filters.query.trim());
  if (!query || folded(sentence.row.text).includes(query) || sentence.id.includes(query)) return true;
  return [GOLD, OTHER].some((side) => labelOf(query, side)?.sentence === sentence);
}

function sentencePasses(sentence, except) {
  if (filters.onlyDifferences && !sentence.differences.length) return false;
  const asked = OF_SENTENCE.filter((facet) => facet !== except);
  return hasQuery(sentence) && asked.every((facet) => isChosen(facet, sentenceFacts(sentence, facet)));
}

/** Return what labels a sentence has to have: by layers, and the facets that have to hold of each. */
function demands(also = null) {
  const asked = (facet) => facet === also || filters.chosen.get(facet).size > 0;
  const found = [];
  if (OF_EVENTS.some(asked)) found.push({ layers: ["events"], facets: [...OF_EVENTS, ...OF_LABELS] });
  if (OF_STANCES.some(asked)) found.push({ layers: ["stances"], facets: [...OF_STANCES, ...OF_LABELS] });
  if (!found.length && OF_LABELS.some(asked)) found.push({ layers: LAYERS, facets: OF_LABELS });
  return found;
}

function meeting(sentence, demand, except) {
  const holds = (label) => demand.facets.every((facet) => facet === except || isChosen(facet, label.facts[facet] ?? []));
  return sentence.sides.flat().filter((label) => demand.layers.includes(label.layer) && holds(label));
}

/** Return the labels for which a sentence is shown, all of them where none is asked for; null where it is not shown. */
function shownLabels(sentence) {
  if (!sentencePasses(sentence)) return null;
  const asked = demands();
  if (!asked.length) return sentence.sides.flat();
  const found = asked.map((demand) => meeting(sentence, demand));
  return found.every((labels) => labels.length) ? found.flat() : null;
}

/** Return the values of a facet with which a sentence would be shown, given what else is chosen. */
function possibleValues(sentence, facet) {
  if (!sentencePasses(sentence, facet)) return [];
  let values = OF_SENTENCE.includes(facet) ? new Set(sentenceFacts(sentence, facet)) : null;
  for (const demand of demands(facet)) {
    const found = meeting(sentence, demand, facet);
    if (!found.length) return [];
    if (!demand.facets.includes(facet)) continue;
    const own = new Set(found.flatMap((label) => label.facts[facet] ?? []));
    values = values === null ? own : new Set([...values].filter((value) => own.has(value)));
  }
  return [...values];
}

/** Count, for each value of a facet, the sentences that would be shown with it. */
function countsOf(facet) {
  const counts = new Map();
  for (const sentence of sentences) {
    for (const value of possibleValues(sentence, facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function isFiltering() {
  return filters.query.trim() !== "" || filters.onlyDifferences || [...filters.chosen.values()].some((chosen) => chosen.size);
}

function clearFilters() {
  filters.query = "";
  filters.onlyDifferences = false;
  filters.chosen.forEach((chosen) => chosen.clear());
}
