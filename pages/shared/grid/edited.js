// The window's event when numbers are typed or painted: what else looks at them follows at once, before Python has answered.
export const EDITED = "convolution-lab-edited";

export function announce(numbers) { window.dispatchEvent(new window.CustomEvent(EDITED, { detail: { numbers } })); }
