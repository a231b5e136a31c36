// The slider's scale: logarithmic, in whole STEPS; any rates that Python sends have a place on it.

export const STEPS = 600;

const logarithm = (rate) => Math.log(Math.max(rate, Number.MIN_VALUE));

// A mark as it is written and chosen: three digits, rounded down, so that the largest stable rate stays stable.
export function rounded(rate) {
  const near = Number(rate.toPrecision(3));
  if (near <= rate) return near;
  const unit = 10 ** (Math.floor(Math.log10(rate)) - 2), below = Number((near - unit).toPrecision(3));
  return below > 0 ? below : rate;
}

// data = { low, high } → the share of the way at which a rate stands, 0 … 1, and the rate at a step, of three digits.
export function scaleOf({ low, high }) {
  const start = logarithm(low), span = Math.max(logarithm(Math.min(high, Number.MAX_VALUE)) - start, 1e-9);
  return {
    share: (rate) => Math.min(1, Math.max(0, (logarithm(Math.min(rate, Number.MAX_VALUE)) - start) / span)),
    rateAt: (step) => {
      const exact = Math.exp(start + (Math.min(STEPS, Math.max(0, step)) / STEPS) * span), rate = Number(exact.toPrecision(3));
      return Math.max(Number.MIN_VALUE, Number.isFinite(rate) ? rate : Number.MAX_VALUE);
    },
  };
}
