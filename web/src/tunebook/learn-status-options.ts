import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type LearnStatus, learnStatuses } from '../../../functions/src/client.ts';
import { wordOf } from '../ui/fields.ts';

/** The options of a `<select>` of learn statuses. */
export function learnStatusOptions(chosen: LearnStatus): TemplateResult[] {
  return learnStatuses.map(
    (status) => html`<option value=${status} .selected=${live(status === chosen)}>${learnStatusLabel(status)}</option>`,
  );
}

/** A learn status as a label. */
export function learnStatusLabel(status: LearnStatus): string {
  return status.charAt(0).toUpperCase() + status.slice(1);
}

/** The learn status chosen in a `<select>`; null for any other element. */
export function readLearnStatus(target: EventTarget | null): LearnStatus | null {
  return target instanceof HTMLSelectElement ? wordOf(learnStatuses, target.value) : null;
}
