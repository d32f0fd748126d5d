type Told = { readonly detail: { readonly value: string } };

/**
 * What stands in a field when it is left or confirmed. In a browser uni-app tells of typing only ten times a second, so a press right after
 * the last digit would use the text before it.
 */
export const typed = (event: Event): string => (event as unknown as Told).detail.value;
