// The keyboard: single letters, which can be switched off (WCAG 2.1.4), Enter and Escape.

/** Go to the sentence `step` after the one with the focus, or to the first that can be seen. */
function step(by) {
  const shown = sentences.filter(({ element }) => !element.hidden);
  if (!shown.length) return;
  const here = document.activeElement.closest?.(".sentence");
  const at = shown.findIndex(({ element }) => element === here);
  const inView = shown.findIndex(({ element }) => element.getBoundingClientRect().bottom > 80);
  const next = at < 0 ? Math.max(inView, 0) : Math.min(Math.max(at + by, 0), shown.length - 1);
  shown[next].element.focus({ preventScroll: true });
  shown[next].element.scrollIntoView({ block: "center" });
}

const KEYS = {
  "/": () => {
    byId("filters").open = true;
    byId("search").focus();
  },
  j: () => step(1),
  k: () => step(-1),
  "?": () => {
    byId("legend").open = !byId("legend").open;
    byId("legend").scrollIntoView();
  },
};

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") return void escape(event.target);
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  if (event.key === "Enter") return enter(event.target);
  if (!KEYS[event.key] || !byId("letters").checked) return;
  event.preventDefault();
  KEYS[event.key]();
}

function enter(target) {
  const sentence = target.classList.contains("sentence") && sentenceOf.get(target.id);
  if (sentence) openSentence(sentence, target);
}

function escape(target) {
  if (!closePanel() && target === byId("search")) target.blur();
}

function setUpKeys() {
  byId("letters").checked = stored("letters") !== "off";
  byId("letters").addEventListener("change", ({ target }) => stored("letters", target.checked ? "on" : "off"));
  document.addEventListener("keydown", onKey);
}
