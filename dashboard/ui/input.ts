/** The look of everything one types into. */
export const inputClasses =
  'w-full rounded-md border border-line-strong bg-surface text-text placeholder:text-text-3 transition-colors ' +
  'hover:border-text-3 focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:border-transparent ' +
  'data-[invalid]:border-danger aria-invalid:border-danger disabled:opacity-50'
