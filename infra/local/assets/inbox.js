// The list shows a new letter by itself.
const shown = Number(document.body.dataset.newest);
new EventSource("/events").onmessage = (event) => {
  if (Number(event.data) > shown) location.reload();
};
