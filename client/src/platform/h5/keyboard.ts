// The browser's keyboard. uni-app draws buttons, rows and its question as elements that a keyboard does not reach: here they get a place
// in the order of tabs, a role, and Enter and Space. A phone's mini-program has none of this.

/** What a click works on. */
const Pressable = [
  'uni-button',
  '[role="link"]',
  '[role="button"]',
  '[role="radio"]',
  '[role="checkbox"]',
  '.uni-tabbar__item',
  '.uni-page-head-btn',
  '.uni-modal__btn',
].join();

const Keys = new Set(['Enter', ' ']);

/** Begins with the app. */
export function serveKeyboard(): void {
  const seen = { childList: true, subtree: true, attributes: true };
  new MutationObserver(changes => {
    for (const { type, target, addedNodes } of changes)
      for (const node of type === 'attributes' ? [target] : Array.from(addedNodes)) if (node instanceof HTMLElement) reach(node);
  }).observe(document.body, { ...seen, attributeFilter: ['disabled', 'aria-disabled', 'aria-label', 'role'] });
  reach(document.body);
  addEventListener('keydown', pressed, true);
  addEventListener('keyup', released, true);
}

function reach(root: HTMLElement): void {
  const within = (selector: string): HTMLElement[] => [
    ...(root.matches(selector) ? [root] : []),
    ...Array.from(root.querySelectorAll<HTMLElement>(selector)),
  ];
  for (const element of within(Pressable)) {
    const isOff = isDisabled(element);
    if (!element.hasAttribute('role')) put(element, 'role', 'button');
    if (element.matches('uni-button')) put(element, 'aria-disabled', String(isOff));
    put(element, 'tabindex', isOff ? '-1' : '0');
  }
  // The field inside is what is focused, and so what is read out.
  for (const field of within('uni-input[aria-label]')) {
    const input = field.querySelector('input');
    if (input !== null) put(input, 'aria-label', field.getAttribute('aria-label') ?? '');
  }
  for (const question of within('uni-modal')) guard(question);
}

/** Sets what differs: an observer hears of each change, also of its own. */
function put(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function isDisabled(element: HTMLElement): boolean {
  const own = element.getAttribute(element.matches('uni-button') ? 'disabled' : 'aria-disabled');
  return own !== null && own !== 'false';
}

/** The key that pressed something: its release must not answer a question that the press opened. */
let held: string | null = null;

function pressed(event: KeyboardEvent): void {
  const { key, target } = event;
  if (key === 'Tab') return turn(event);
  if (!Keys.has(key) || !(target instanceof HTMLElement) || !target.matches(Pressable)) return;
  event.preventDefault();
  held = key;
  if (!event.repeat && !isDisabled(target)) target.click();
}

function released(event: KeyboardEvent): void {
  if (event.key !== held) return;
  held = null;
  event.stopImmediatePropagation();
}

/** The question that is open, and what had the focus before it. */
let open: HTMLElement | null = null;
let before: Element | null = null;
const guarded = new WeakSet<Element>();

const answers = (question: HTMLElement): HTMLElement[] =>
  Array.from(question.querySelectorAll<HTMLElement>('.uni-modal__btn'));

/** Takes the focus while a question is shown, and gives it back afterwards. */
function guard(question: HTMLElement): void {
  if (guarded.has(question)) return;
  guarded.add(question);
  put(question, 'role', 'alertdialog');
  put(question, 'aria-modal', 'true');
  const look = (): void => {
    const isShown = question.style.display !== 'none';
    if (isShown && open === null) {
      [open, before] = [question, document.activeElement];
      answers(question)[0]?.focus();
    } else if (!isShown && open === question) {
      open = null;
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    }
  };
  new MutationObserver(look).observe(question, { attributes: true, attributeFilter: ['style'] });
  look();
}

/** Keeps Tab inside an open question. */
function turn(event: KeyboardEvent): void {
  if (open === null) return;
  const all = answers(open);
  const at = all.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  all[(at + (event.shiftKey ? -1 : 1) + all.length) % all.length]?.focus();
}
