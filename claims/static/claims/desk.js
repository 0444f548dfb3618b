// Suggestions for fields that name something in the record, and keys for the reading room.
// Everything works without this file: the server takes typed names and asks when one is unclear.

(() => {
  const WAIT = 150;
  let timer;

  document.addEventListener("input", (event) => {
    const field = event.target;
    const kind = field.dataset?.options;
    if (!kind) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const list = document.getElementById(field.getAttribute("list"));
      if (!list || field.value.trim().length < 2) return;
      const answer = await fetch(`/desk/options/${kind}/?q=${encodeURIComponent(field.value)}`);
      if (!answer.ok) return;
      const { options } = await answer.json();
      list.replaceChildren(...options.map((value) => Object.assign(document.createElement("option"), { value })));
    }, WAIT);
  });

  // One box chooses all rows of a page; without this file each is chosen by itself.
  const offerAll = () => {
    for (const label of document.querySelectorAll(".desk-bulk__all")) label.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", offerAll);
  document.addEventListener("htmx:afterSettle", offerAll);
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-choose-all]")) return;
    for (const box of event.target.form.querySelectorAll('[name="claim"]')) box.checked = event.target.checked;
  });

  // j and k go to the next and the previous statement; its buttons then answer to Tab and Enter.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !["j", "k"].includes(event.key)) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const cards = [...document.querySelectorAll(".desk-card")];
    if (!cards.length) return;
    const at = cards.findIndex((card) => card.contains(document.activeElement) || card.matches(":target"));
    const next = cards[Math.min(cards.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    next.scrollIntoView({ block: "center" });
    next.querySelector("button, a, summary")?.focus({ preventScroll: true });
  });

  // The text beside the cards shows the statement whose card is at hand.
  const showPlace = () => {
    const place = document.querySelector(".said--here");
    const text = place?.closest(".desk-text");
    if (text) text.scrollTop += place.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  };
  // A browser gives no focus to what is hidden, and unfold hides the page until its scripts have run.
  const takeFocus = () => {
    if (document.activeElement === document.body) document.querySelector("#room [autofocus]")?.focus();
  };
  for (const moment of ["DOMContentLoaded", "htmx:afterSettle"]) {
    document.addEventListener(moment, showPlace);
    document.addEventListener(moment, takeFocus);
  }
  window.addEventListener("load", takeFocus);

  // A refused act answers with a page of its own; it is shown like any other.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { status } = event.detail.xhr;
    if (status === 400 || status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  // Whatever has no reading room in it, such as the question who is meant, is a page to go to. Such an answer
  // has changed nothing yet, so the form can simply be sent again the plain way.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, requestConfig, xhr } = event.detail;
    if (!requestConfig?.boosted || xhr.responseText.includes('id="room"')) return;
    event.preventDefault();
    if (!(elt instanceof HTMLFormElement)) {
      window.location.assign(xhr.responseURL);
      return;
    }
    const pressed = requestConfig.triggeringEvent?.submitter;
    if (pressed?.name) {
      const carried = document.createElement("input");
      carried.type = "hidden";
      carried.name = pressed.name;
      carried.value = pressed.value;
      elt.append(carried);
    }
    elt.submit();
  });
})();
