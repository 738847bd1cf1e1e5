// The panel of filters, as comfort: its values open without a reload, and the list follows what is typed.

const pop = () => document.querySelector(".narrow-pop");

// The server draws the panel; only its body is taken from the page that the link leads to.
async function openValues(address) {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const body = page.querySelector(".narrow-pop .pop-body");
  if (!body || !pop()) { location.assign(address); return; }
  pop().querySelector(".pop-body").replaceWith(body);
  pop().open = true;
  body.querySelector("[type=search]")?.focus();
}

function closeValues() {
  const body = pop()?.querySelector(".pop-body");
  if (!body) return;
  body.classList.remove("has-values");
  body.querySelector(".narrow-values")?.remove();
  for (const link of body.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
}

let asked = 0;

async function find(input) {
  const box = input.closest(".narrow-values");
  if (Number(box.dataset.left)) { await fromServer(box, input.value); }
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of box.querySelectorAll(".narrow-list li")) {
    const text = item.textContent.toLowerCase();
    item.hidden = !item.querySelector("input").checked && !words.every((word) => text.includes(word));
    if (!item.hidden) shown += 1;
  }
  box.querySelector(".narrow-none").hidden = shown > 0;
}

// Values that were picked stay; the others are those that the server knows by these words.
async function fromServer(box, text) {
  const mine = (asked += 1);
  const pipeline = new URLSearchParams(location.search).get("pipeline") || "";
  const query = new URLSearchParams({ q: text, pipeline });
  const found = await (await fetch(`${box.dataset.choices}?${query}`)).json();
  if (mine !== asked) return;
  const list = box.querySelector(".narrow-list");
  const model = list.querySelector("li").cloneNode(true);
  for (const item of list.querySelectorAll("li")) if (!item.querySelector("input").checked) item.remove();
  const kept = new Set([...list.querySelectorAll("input")].map((one) => one.value));
  for (const one of found.values.filter((value) => !kept.has(value.value))) {
    const item = model.cloneNode(true);
    item.hidden = false;
    item.querySelector("input").value = one.value;
    item.querySelector("input").checked = false;
    item.querySelector("span").textContent = one.label;
    list.append(item);
  }
  box.querySelector(".narrow-left").hidden = !found.left;
}

document.addEventListener("click", (event) => {
  const back = event.target.closest(".narrow-back");
  if (back) { event.preventDefault(); closeValues(); pop().querySelector(".narrow-by a")?.focus(); return; }
  const link = event.target.closest("[data-dimension]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  openValues(link.href);
}, { capture: true });

document.addEventListener("input", (event) => {
  if (event.target.matches(".narrow-values [type=search]")) find(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".narrow-values [type=search]")) return;
  // Enter takes the only value that is left, or the first that was found.
  const first = event.target.closest(".narrow-values").querySelector(".narrow-list li:not([hidden]) input:not(:checked)");
  if (event.target.value && first) first.checked = true;
});

// Sent without any value, a filter that was set is taken back, and one that was not is left alone.
document.addEventListener("submit", (event) => {
  const box = event.target.querySelector(".narrow-values");
  if (!box || box.querySelector("[name=value]:checked")) return;
  const clear = box.querySelector("[data-clear]");
  event.preventDefault();
  event.stopPropagation();
  if (clear) clear.click(); else { closeValues(); pop().open = false; }
}, { capture: true });

document.addEventListener("toggle", (event) => {
  if (event.target === pop() && !event.target.open) closeValues();
}, { capture: true });

// «Back» on the page of a deal leads to where the reader came from.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-return]");
  if (!link || !document.referrer.startsWith(`${location.origin}/`) || history.length < 2) return;
  event.preventDefault();
  history.back();
});

// A list that follows what is typed above it.
document.addEventListener("input", (event) => {
  const rows = event.target.dataset.seek && document.querySelectorAll(event.target.dataset.seek);
  if (!rows) return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    if (!row.hidden) shown += 1;
  }
  document.querySelector(".catalogue-none").hidden = shown > 0;
});
