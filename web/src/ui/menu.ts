import './menu.css';

/** An entry of a menu. */
export interface MenuItem {
  label: string;
  run: () => void;
}

/**
 * Opens a menu below a button. Arrow keys, Home and End move in it; Escape, Tab and a click elsewhere
 * close it and return the focus to the button.
 *
 * @param heading a line above the entries that cannot be chosen.
 */
export function openMenu(button: HTMLElement, items: readonly MenuItem[], heading?: HTMLElement): void {
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.popover = 'auto';
  const list = document.createElement('div');
  list.role = 'menu';
  list.ariaLabel = button.ariaLabel ?? button.textContent;
  if (heading !== undefined) menu.append(heading);
  const entries = items.map((item) => entry(item, menu, button));
  list.append(...entries);
  menu.append(list);
  menu.addEventListener('keydown', (event) => move(event, entries, menu));
  menu.addEventListener('toggle', (event) => {
    if (!(event instanceof ToggleEvent) || event.newState === 'open') return;
    button.ariaExpanded = 'false';
    removeEventListener('scroll', close);
    removeEventListener('resize', reposition);
    if (menu.contains(document.activeElement)) button.focus();
    menu.remove();
  });
  const close = () => menu.hidePopover();
  const reposition = () => place(menu, button);
  // Inside a landmark, so that screen readers find it by region.
  (button.closest('main, header') ?? document.body).append(menu);
  menu.showPopover();
  reposition();
  button.ariaExpanded = 'true';
  addEventListener('scroll', close);
  addEventListener('resize', reposition);
  entries[0]?.focus({ preventScroll: true });
}

function entry({ label, run }: MenuItem, menu: HTMLElement, button: HTMLElement): HTMLButtonElement {
  const element = document.createElement('button');
  element.role = 'menuitem';
  element.tabIndex = -1;
  element.textContent = label;
  element.addEventListener('click', () => {
    // A dialog that opens now returns the focus to the button when it closes.
    button.focus({ preventScroll: true });
    menu.hidePopover();
    run();
  });
  return element;
}

function move(event: KeyboardEvent, entries: readonly HTMLElement[], menu: HTMLElement): void {
  const place = entries.findIndex((element) => element.matches(':focus'));
  const places: Readonly<Record<string, number>> = {
    ArrowDown: (place + 1) % entries.length,
    ArrowUp: (place - 1 + entries.length) % entries.length,
    Home: 0,
    End: entries.length - 1,
  };
  const next = places[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  entries[next]?.focus();
}

/** Below the button and aligned with its right edge; above it where there is no room. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const { bottom, right, top } = button.getBoundingClientRect();
  const { offsetHeight, offsetWidth } = menu;
  const below = bottom + offsetHeight <= innerHeight;
  menu.style.top = `${below ? bottom : Math.max(0, top - offsetHeight)}px`;
  menu.style.left = `${Math.max(0, right - offsetWidth)}px`;
}
