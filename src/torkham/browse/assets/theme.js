// Light or dark: the system's choice, until the reader makes another.

const THEMES = ["auto", "light", "dark"];
const systemDark = matchMedia("(prefers-color-scheme: dark)");
let theme = "auto";

const currentTheme = () => (theme === "auto" ? (systemDark.matches ? "dark" : "light") : theme);

/** Storage that may be forbidden, as for a file it may be: then the choice lasts as long as the page. */
function stored(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(`torkham-${name}`, value);
    return localStorage.getItem(`torkham-${name}`);
  } catch {
    return null;
  }
}

function setTheme(name) {
  theme = THEMES.includes(name) ? name : "auto";
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = `Theme: ${theme}`;
  showImages();
}

function setUpTheme() {
  setTheme(stored("theme"));
  systemDark.addEventListener("change", showImages);
  byId("theme").addEventListener("click", () => {
    setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]);
    stored("theme", theme);
  });
}
