// One grid of the page: drawn by the code that `ship` has brought, as soon as that is here.

export default function (component) {
  const shipped = (globalThis.convolutionLabGrid ??= { waiting: new Set() });
  let leave = null;
  const draw = () => { leave = shipped.draw(component); };
  if (shipped.draw) draw(); else shipped.waiting.add(draw);
  return () => {
    shipped.waiting.delete(draw);
    leave?.();
  };
}
