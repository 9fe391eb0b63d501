// From the page's JSON to sentences and labels. Offsets count code points, half-open, from the start of the sentence.

const LAYERS = ["mentions", "events", "stances"];
const ID_OF = { mentions: "mention_id", events: "event_id", stances: "stance_id" };
const GOLD = 0;
const OTHER = 1;

const told = JSON.parse(byId("data").textContent);

/** Give a packed record the names of its fields. */
function unpacked(values, shape) {
  return Object.fromEntries(shape.map(([name, , , inner, isList], at) => [name, unpackedValue(values[at], inner, isList)]));
}

function unpackedValue(value, inner, isList) {
  if (value === null || inner === null) return value;
  return isList ? value.map((item) => unpacked(item, inner)) : unpacked(value, inner);
}

const shapeOf = (table, field) => told.shapes[table].find(([name]) => name === field)[3];
const LABEL_SHAPES = Object.fromEntries(LAYERS.map((layer) => [layer, shapeOf("sentences", layer)]));

const registries = Object.fromEntries(
  Object.entries(told.registries).map(([table, entries]) => {
    const shape = told.shapes[table];
    return [table, new Map(entries.map((entry) => [entry[0], unpacked(entry, shape)]))];
  }),
);

const actorName = (id) => registries.actors.get(id)?.name ?? words(id);

/** All labels by the number of their side and their id: `0 bridge:s003:e01`. */
const labels = new Map();
const labelOf = (id, side) => labels.get(`${side} ${id}`);

function readLabel(sentence, side, layer, record, shift) {
  const id = record[ID_OF[layer]];
  const label = { key: `${side} ${id}`, id, side, layer, record, shift, sentence, differences: [] };
  label.facts = factsOf(label);
  labels.set(label.key, label);
  return label;
}

function readSentence(values, article, compared) {
  const row = unpacked(values, told.shapes.sentences);
  const sentence = { id: row.sentence_id, row, article, chars: Array.from(row.text), sides: [], differences: [] };
  const own = LAYERS.flatMap((layer) => row[layer].map((record) => readLabel(sentence, GOLD, layer, record, 0)));
  sentence.sides.push(own);
  if (told.against) sentence.sides.push(compared ? readOthers(sentence, compared[0]) : []);
  if (compared) sentence.differences = compared[1].map((values) => readDifference(sentence, values));
  return sentence;
}

function readOthers(sentence, given) {
  return LAYERS.flatMap((layer, at) =>
    given[at].map(([shift, packed]) => readLabel(sentence, OTHER, layer, unpacked(packed, LABEL_SHAPES[layer]), shift)),
  );
}

function readDifference(sentence, [layer, kind, detail, gold, other]) {
  const difference = {
    sentence, layer, kind, detail,
    gold: gold === null ? null : labelOf(gold, GOLD),
    other: other === null ? null : labelOf(other, OTHER),
  };
  for (const label of [difference.gold, difference.other]) label?.differences.push(difference);
  return difference;
}

function readArticle({ row, sentences, compared }) {
  const article = { row: unpacked(row, told.shapes.articles) };
  article.id = article.row.article_id;
  article.sentences = sentences.map((values, at) => readSentence(values, article, compared?.[at]));
  return article;
}

/** What filters ask of a label: lists of values, empty where a question does not arise. */
function factsOf({ layer, record }) {
  const shared = { source: [record.label_source], certainty: record.certainty ? [record.certainty] : [] };
  const ids = (items) => items.map((item) => item.actor_id);
  if (layer === "mentions") return { ...shared, actor: [record.actor_id] };
  if (layer === "events") {
    const actor = [...ids(record.sources), ...ids(record.recipients), ...ids(record.attributed_to)];
    return { ...shared, actor, type: [record.type], status: [record.status] };
  }
  const target = record.target_id === null ? [] : [record.target_id];
  const onIssue = record.target_kind === "issue";
  const actor = [record.holder_id, ...ids(record.attributed_to), ...(onIssue ? [] : target)];
  return { ...shared, actor, issue: onIssue ? target : [], polarity: [record.polarity] };
}

const articles = told.articles.map(readArticle);
const sentences = articles.flatMap((article) => article.sentences);
const sentenceOf = new Map(sentences.map((sentence) => [sentence.id, sentence]));
const articleOf = new Map(articles.map((article) => [article.id, article]));

const SIDES = ["gold", sourcesOf(OTHER).every((source) => source === "machine") ? "machine" : "compared"];

function sourcesOf(side) {
  return sentences.flatMap((sentence) => sentence.sides[side] ?? []).map((label) => label.record.label_source);
}
