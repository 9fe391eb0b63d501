// The document: elements are made here, and text becomes text, never markup.

/** An element of the page itself: no id of an article has an underscore in it, so that none is taken for one of these. */
const byId = (id) => document.getElementById(`ui_${id}`);
const SVG = "http://www.w3.org/2000/svg";

/** Make an element; children are nodes or text, and null or false is left out. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function svgEl(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

const number = (value) => value.toLocaleString("en");
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
const words = (code) => String(code).replaceAll("_", " ");
const say = (message) => byId("status").replaceChildren(message);

/** Copy text, and say so on the button that was pressed; where copying is not allowed, say that. */
async function copy(button, text) {
  const told = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Select it and copy by hand";
  }
  setTimeout(() => (button.textContent = told), 1500);
}
