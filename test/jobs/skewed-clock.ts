/** Loaded before a program, gives it a clock that is wrong by CLOCK_SKEW_MS. */
const skewMs = Number(process.env.CLOCK_SKEW_MS);
const rightNow = Date.now;
const skewedNow = () => rightNow() + skewMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, values, constructed) =>
    Reflect.construct(target, values.length === 0 ? [skewedNow()] : values, constructed),
  get: (target, name, receiver) => (name === 'now' ? skewedNow : Reflect.get(target, name, receiver)),
});
