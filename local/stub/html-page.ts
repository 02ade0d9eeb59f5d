import { type Answer, htmlAnswer } from './http-message.ts';

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: start; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); vertical-align: top; }
  td:first-child { overflow-wrap: anywhere; min-width: 8rem; }
  .number { text-align: end; }
  time, code { white-space: nowrap; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
`;

/** A page in light and dark mode. `title` is plain text; `body` is HTML, already escaped. */
export function htmlPage(title: string, body: string, status = 200): Answer {
  return htmlAnswer(
    status,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>${escapeHtml(title)}</title><style>${style}</style></head>
    <body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`,
  );
}

/** A table that scrolls sideways on narrow screens. `head` and `rows` are HTML. */
export function htmlTable(head: string, rows: readonly string[]): string {
  return `<div class="scroll" role="region" aria-label="Table" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
