/**
 * Begins with the app. A click ends the typing before it reaches its button: some phones leave the focus in the field, and so its text
 * untold.
 */
export function settleTyping(): void {
  const settle = ({ target }: MouseEvent): void => {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement) || !(target instanceof Node)) return;
    if (!(field.closest('uni-input') ?? field).contains(target)) field.blur();
  };
  addEventListener('click', settle, true);
}
