// Quantities as people read them: three digits and a unit.

const digits = value => Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

function scaled(value, steps) {
  for (const [size, unit] of steps) if (Math.abs(value) >= size) return `${digits(value / size)} ${unit}`;
  return value === 0 ? "0" : `${value.toPrecision(2)}`;
}

export const bytes = value => scaled(value, [[2 ** 40, "TiB"], [2 ** 30, "GiB"], [2 ** 20, "MiB"], [1024, "KiB"], [1, "B"]]);
export const seconds = value => scaled(value, [[86400, "days"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"]]);
export const count = value => Math.abs(value) < 1000 ? digits(value).replace(/\.?0+$/, match => match.startsWith(".") ? "" : match) : scaled(value, [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]]);
export const whole = value => Math.round(value).toLocaleString("en-US");
export const energy = megawattHours => scaled(megawattHours * 1000, [[1e6, "GWh"], [1e3, "MWh"], [1, "kWh"], [1e-3, "Wh"]]);
export const mass = tonnes => scaled(tonnes * 1000, [[1e3, "t"], [1, "kg"], [1e-3, "g"]]);
export const share = value => `${(100 * value).toFixed(1)} %`;
// Cents matter below a thousand only.
export const money = value => `${value.toLocaleString("en-US", { minimumFractionDigits: value < 1000 ? 2 : 0, maximumFractionDigits: value < 1000 ? 2 : 0 })} USD`;
