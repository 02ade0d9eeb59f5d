import { html, type TemplateResult } from 'lit';

/** The product's mark: two arrows that follow each other. */
export const mark = html`<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
  <rect width="32" height="32" rx="8" fill="#1b5ebd" />
  <g fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">
    <path d="M9 21a8 8 0 0 0 13.6 1.4M23 11A8 8 0 0 0 9.4 9.6" />
    <path d="M22 17.5v5.5h-5.5M10 14.5V9h5.5" />
  </g>
</svg>`;

/** Google's mark, four arcs and a bar in the colours that Google prescribes for its button. */
export const googleMark = html`<svg viewBox="0 0 48 48" width="18" height="18" aria-hidden="true">
  <g fill="none" stroke-width="9">
    <path stroke="#ea4335" d="M8.2 14.9A18 18 0 0 1 37 11.5" />
    <path stroke="#fbbc05" d="M8.9 34A18 18 0 0 1 8.2 14.9" />
    <path stroke="#34a853" d="M36.5 37A18 18 0 0 1 8.9 34" />
    <path stroke="#4285f4" d="M25 24h17.8A18 18 0 0 1 36.5 37" />
  </g>
</svg>`;

function icon(path: string): TemplateResult {
  return html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentcolor"
    stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"><path d=${path} /></svg>`;
}

/** Small pictures beside or instead of a label; hidden from screen readers. */
export const icons = {
  add: icon('M8 3v10M3 8h10'),
  close: icon('M4 4l8 8M12 4l-8 8'),
  more: html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentcolor">
    <circle cx="3" cy="8" r="1.4" /><circle cx="8" cy="8" r="1.4" /><circle cx="13" cy="8" r="1.4" />
  </svg>`,
  search: icon('M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3'),
  download: icon('M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10'),
};
