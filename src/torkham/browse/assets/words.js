// How labels are put into words and signs: in the text, in lists, and in the panel. No colour says what no sign says.

const KIND_MARKS = {
  state: "S", government_body: "B", armed_force: "F", armed_group: "G", person: "P",
  igo: "I", media: "M", population: "N", compound: "C", other: "O",
};
const STATUS_TAGS = { actual: "", historical: "past", future: "future", hypothetical: "if", negated: "not" };
const POLARITY_SIGNS = { favor: "+", against: "−", mixed: "±" };
const POLARITY_WORDS = { favor: "is for it; of a claim, affirms it", against: "is against it", mixed: "is both" };
const WARRANTS = { paragraph: "from the paragraph", heading: "from the heading", incident: "from the incident" };
const DEBATABLE = "≈";

const kindOf = (actorId) => registries.actors.get(actorId)?.type ?? "other";
const isReported = (record) => record.attributed_to.length > 0;

/** The tag of a trigger: type, status, and signs for reported and debatable. */
function eventTag({ record }) {
  const reported = isReported(record) ? "“" : "";
  const status = STATUS_TAGS[record.status];
  const debatable = record.certainty === "debatable" ? ` ${DEBATABLE}` : "";
  return `${reported}${record.type}${status && ` ${status}`}${debatable}`;
}

function participant({ actor_id: id, warrant }) {
  const from = WARRANTS[warrant];
  return [actorName(id), from && el("span", { class: "from" }, ` (${from})`)];
}

const listed = (items, show) => items.flatMap((item, at) => [at ? ", " : "", show(item)].flat());
const nobody = () => el("span", { class: "from" }, "nobody named");
const tellers = (items) => listed(items, ({ actor_id: id }) => [id === "unnamed" ? "somebody unnamed" : actorName(id)]);

const flag = (...told) => [" ", el("span", { class: "flag" }, ...told)];
const reported = (record) => isReported(record) && flag("“\u00a0says ", tellers(record.attributed_to));
const debatable = (record) => record.certainty === "debatable" && flag(`${DEBATABLE}\u00a0debatable`);
const confidence = (record) => record.confidence !== null && flag(`confidence\u00a0${record.confidence.toFixed(2)}`);

/** An event in a line: who, the type, to whom, and how far it is to be believed. */
function eventWords({ record }) {
  const arrow = record.reciprocal ? "↔" : "→";
  const recipients = record.recipients.length ? [` ${arrow} `, listed(record.recipients, participant)] : [];
  return [
    record.sources.length ? listed(record.sources, participant) : nobody(),
    record.recipients.length || !record.reciprocal ? " " : ` ${arrow} `,
    el("span", { class: `tag ${record.quad_class} ${record.status}` }, record.type),
    ...recipients.flat(),
    record.status !== "actual" && flag(STATUS_TAGS[record.status]),
    reported(record),
    debatable(record),
    confidence(record),
  ].flat();
}

function targetWords(record) {
  if (record.target_kind === "actor") return actorName(record.target_id);
  return record.target_kind === "issue" ? words(record.target_id) : `“${record.target_text?.text ?? "unnamed"}”`;
}

/** A stance in a line: who is for or against what. */
function stanceWords({ record }) {
  const sign = `${POLARITY_SIGNS[record.polarity]} ${record.polarity}`;
  return [
    actorName(record.holder_id), " ",
    el("span", { class: `tag stance ${record.polarity}` }, sign), " ",
    targetWords(record),
    record.expression === "implicit" && flag("implicit"),
    reported(record),
    debatable(record),
    confidence(record),
  ].flat();
}

function mentionWords({ record }) {
  return [`“${record.text}” = ${actorName(record.actor_id)}`, flag(record.form), confidence(record)].flat();
}

const labelWords = (label) => ({ mentions: mentionWords, events: eventWords, stances: stanceWords })[label.layer](label);

/** The words of the text in which a label is anchored. */
function anchorOf({ layer, record }) {
  return { mentions: record, events: record.trigger, stances: record.evidence }[layer];
}

const LAYER_NAMES = { mentions: "mention", events: "event", stances: "stance" };

// Differences, in the scorer's classes.

const signOf = (kind) => ({ missed: "−", spurious: "+" })[kind] ?? "≠";

function differenceWords({ layer, kind, detail, gold, other }) {
  const anchor = anchorOf(gold ?? other).text;
  return [
    el("span", { class: "sign", "aria-hidden": "true" }, signOf(kind)), " ",
    el("b", {}, `${kind}`), ` ${LAYER_NAMES[layer]} “${anchor}”: ${detail}`,
  ];
}
