// A page on which nothing is typed shows itself anew when what it says has changed, unless somebody has just pressed
// something and another page is on its way; and it says so when the hub is silent.
const lost = document.getElementById("lost");
let isLeft = false;
addEventListener("beforeunload", () => { isLeft = true; });
setInterval(async () => {
  const answer = await fetch(location.pathname, { method: "HEAD", signal: AbortSignal.timeout(5000) }).catch(() => null);
  lost.hidden = isLeft || answer !== null;
  if (!isLeft && answer && answer.headers.get("etag") !== document.body.dataset.page) location.reload();
}, 1000);
