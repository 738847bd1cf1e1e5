// Comfort for charts: what a mark says stands in a card beside the pointer, at once, and on touch too. Without this file the browser shows it as a title.

const card = document.createElement("div");
card.className = "chart-tip";
card.hidden = true;
document.body.append(card);

const said = new WeakMap();

// The browser's own tip would cover ours: the title becomes a label that a screen reader still says.
function words(group) {
  if (!said.has(group)) {
    const title = group.querySelector(":scope > title");
    if (!title) return "";
    said.set(group, title.textContent);
    group.setAttribute("aria-label", title.textContent.replaceAll("\n", ", "));
    if (!group.hasAttribute("role") && group.localName === "g") group.setAttribute("role", "img");
    title.remove();
  }
  return said.get(group);
}

function show(group, x, y) {
  const text = words(group);
  if (!text) return;
  const [head, ...lines] = text.split("\n");
  const name = document.createElement("b");
  name.textContent = head;
  card.replaceChildren(name, lines.join("\n"));
  card.hidden = false;
  const box = card.getBoundingClientRect();
  const left = Math.min(Math.max(8, x - box.width / 2), document.documentElement.clientWidth - box.width - 8);
  const above = y - box.height - 14;
  card.style.left = `${left}px`;
  card.style.top = `${above > 8 ? above : y + 20}px`;
}

const hide = () => (card.hidden = true);
const group = (event) => event.target.closest?.(".chart-plot .c-mark-group");

document.addEventListener("pointermove", (event) => {
  const found = group(event);
  if (found) show(found, event.clientX, event.clientY);
  else hide();
});
document.addEventListener("pointerdown", (event) => {
  const found = group(event);
  if (found && event.pointerType === "touch") show(found, event.clientX, event.clientY);
});
document.addEventListener("focusin", (event) => {
  const found = group(event);
  if (!found || !found.matches(":focus-visible")) return hide();
  const box = found.getBoundingClientRect();
  show(found, box.left + box.width / 2, box.top);
});
document.addEventListener("scroll", hide, { passive: true, capture: true });
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
