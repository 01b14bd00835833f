// Names for the controls of the theme (PyData 0.24) that axe-core finds without one, or with another than they show.
document.addEventListener("DOMContentLoaded", () => {
  // The text "Search Ctrl+K" is the name; the button with a magnifying glass alone keeps its label.
  for (const button of document.querySelectorAll(".search-button-field")) {
    button.removeAttribute("aria-label");
  }
  // "Version" and what the button shows, which the theme writes when it has read versions.json.
  for (const button of document.querySelectorAll(".version-switcher__button")) {
    const label = document.createElement("span");
    label.id = `${button.id}-label`;
    label.className = "visually-hidden";
    label.textContent = "Version";
    button.before(label);
    button.removeAttribute("aria-label");
    button.setAttribute("aria-labelledby", `${label.id} ${button.id}`);
  }
  for (const summary of document.querySelectorAll(".bd-sidebar-primary summary")) {
    const page = summary.closest("li").querySelector("a");
    summary.setAttribute("aria-label", `Pages below ${page.textContent.trim()}`);
  }
});
