// What components have in common: what stands in their element from run to run, and files that come as they are.

// The object of class `Kind` that stands in the component's element, a new one at first, takes what this run sends.
export function update(all, Kind, component) {
  const { parentElement } = component;
  if (!all.has(parentElement)) all.set(parentElement, new Kind(parentElement));
  all.get(parentElement).update(component);
  return () => {
    all.get(parentElement)?.destroy();
    all.delete(parentElement);
  };
}

// What `packed` has sent: length of the head, head, files.
export function unpack(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  return { head, files: head.sizes.map((size) => bytes.slice(at, (at += size))) };
}
