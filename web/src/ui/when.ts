import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';

/** `14:05` for a time of today, else `3 Aug, 14:05`, in the reader's time zone. */
export function clockTime(instant: Date, now: Date, locale?: string): string {
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    instant,
  );
  if (instant.toDateString() === now.toDateString()) return time;
  return `${new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }).format(instant)}, ${time}`;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `now`, `5 min ago`, `3 h ago`, `2 days ago`, and the date after a week. */
export function ago(instant: Date, now: Date, locale?: string): string {
  const elapsed = now.getTime() - instant.getTime();
  if (elapsed < minuteMs) return 'now';
  if (elapsed < hourMs) return `${Math.floor(elapsed / minuteMs)} min ago`;
  if (elapsed < dayMs) return `${Math.floor(elapsed / hourMs)} h ago`;
  const days = Math.floor(elapsed / dayMs);
  if (days === 1) return 'yesterday';
  if (days < 7) return `${days} days ago`;
  const year = instant.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...year }).format(instant);
}

/** A time in short, with the exact one on hover. */
export function timeView(instant: Date): TemplateResult {
  const exact = instant.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<time datetime=${instant.toISOString()} title=${exact}>${ago(instant, new Date())}</time>`;
}

/** Runs a task every minute while the page is visible, and when it becomes visible after a minute or more. */
export class EveryMinute implements ReactiveController {
  readonly #run: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #last = Date.now();

  constructor(host: ReactiveControllerHost, run: () => void) {
    this.#run = run;
    host.addController(this);
  }

  readonly #tick = () => {
    if (document.hidden || Date.now() - this.#last < minuteMs - 1000) return;
    this.#last = Date.now();
    this.#run();
  };

  hostConnected(): void {
    this.#timer = setInterval(this.#tick, minuteMs);
    document.addEventListener('visibilitychange', this.#tick);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#tick);
  }
}
