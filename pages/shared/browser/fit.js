// A page that shows its picture alone stands in a frame of another page: it shrinks until the frame holds all of it.

const STEP = 0.05, LEAST = 0.35; // smaller, nothing could be read: then it scrolls

// How large a picture is drawn next that is `height` pixels tall at the scale of now; what is drawn smaller has more room in width.
export function scaleAfter(scale, height, room) { return height * scale > room + 1 ? Math.max(LEAST, scale - STEP) : scale; }

export function fitted() {
  const block = document.querySelector("[data-testid=stMainBlockContainer]");
  if (!block) return () => {};
  let scale = 1;
  const draw = () => {
    block.style.width = `${100 / scale}%`;
    block.style.transform = `scale(${scale})`;
    block.style.marginBottom = `${Math.floor((scale - 1) * block.offsetHeight)}px`;
    block.style.marginRight = `${Math.floor((scale - 1) * block.offsetWidth)}px`;
  };
  const fit = () => {
    scale = scaleAfter(scale, block.offsetHeight, window.innerHeight);
    draw();
  };
  const again = () => {
    scale = 1;
    draw();
    fit();
  };
  Object.assign(block.style, { transformOrigin: "top left", maxWidth: "none", flex: "none", alignSelf: "flex-start" });
  const observer = new ResizeObserver(() => requestAnimationFrame(fit));
  observer.observe(block);
  window.addEventListener("resize", again);
  fit();
  return () => {
    observer.disconnect();
    window.removeEventListener("resize", again);
    block.removeAttribute("style");
  };
}
