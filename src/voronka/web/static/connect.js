// Comfort of the pages that connect: a button says that it works, and the progress looks again every second.

document.addEventListener("submit", (event) => {
  const button = event.submitter ?? event.target.querySelector("[data-busy]");
  if (!button?.dataset.busy) return;
  // After the form is on its way, so that the button's own value is sent with it.
  setTimeout(() => { button.textContent = button.dataset.busy; button.disabled = true; });
});

// Back from another page the button can be pressed again.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

async function look() {
  const shown = document.getElementById("progress");
  const address = shown?.dataset.poll;
  if (!address) return;
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("progress");
      // A person may be about to press a button of the old one: it is replaced only when it says something else.
      if (fresh && fresh.outerHTML !== shown.outerHTML) shown.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // The server may be starting anew; it is asked again.
  }
  setTimeout(look, 1000);
}
setTimeout(look, 1000);
