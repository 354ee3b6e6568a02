/** Numbers, sizes, times as the person's own locale writes them. */
const locale = localeOf(typeof navigator === "undefined" ? "en" : navigator.language);

/** On a computer without a language WebKit calls it `C`, which `Intl` refuses. */
function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}

const whole = new Intl.NumberFormat(locale);
const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });

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

/** The time of day. */
export function formatTime(milliseconds: number): string {
  return time.format(new Date(milliseconds));
}

const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const near = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });

/** A moment as one says it: “today, 14:05”, “yesterday, 09:30”, and by its date when it is longer ago. */
export function formatWhen(milliseconds: number, now = Date.now()): string {
  const midnight = (moment: number) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(milliseconds) - midnight(now)) / 86_400_000);
  if (days !== 0 && days !== -1) return formatMoment(milliseconds);
  return `${near.format(days, "day")}, ${clock.format(new Date(milliseconds))}`;
}

export function formatDay(milliseconds: number): string {
  return day.format(new Date(milliseconds));
}
