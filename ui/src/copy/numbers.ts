/** Numbers, sizes, times as the person's own locale writes them. */
const locale = typeof navigator === "undefined" ? "en" : navigator.language;

const whole = new Intl.NumberFormat(locale);
const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

export function formatNumber(value: number): string {
  return whole.format(value);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${whole.format(bytes)} B`;
  if (bytes < 1024 * 1024) return `${oneDecimal.format(bytes / 1024)} KB`;
  return `${oneDecimal.format(bytes / 1024 / 1024)} MB`;
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${whole.format(Math.round(milliseconds))} ms`;
  return `${oneDecimal.format(milliseconds / 1000)} s`;
}

export function formatMoment(milliseconds: number): string {
  return moment.format(new Date(milliseconds));
}
