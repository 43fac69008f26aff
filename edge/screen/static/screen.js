// A page on which nothing is typed shows itself anew when what it says has changed, and says so when the hub is silent.
const page = document.body.dataset.page;
const lost = document.getElementById("lost");
setInterval(async () => {
  const answer = await fetch(location.pathname, { method: "HEAD", signal: AbortSignal.timeout(5000) }).catch(() => null);
  lost.hidden = answer !== null;
  if (answer && answer.headers.get("etag") !== page) location.reload();
}, 2000);
