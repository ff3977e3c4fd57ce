/**
 * Whether a key belongs to a field or to an open dialog, and is no shortcut of the page. The browser tells of a closed
 * dialog a moment after it has given the focus back; a key of that moment is meant for the page already.
 */
export const belongsElsewhere = (target: HTMLElement): boolean =>
  document.querySelector('dialog[open]') !== null ||
  target.closest('input, textarea, select, [role=dialog]') !== null
