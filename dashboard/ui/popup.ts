/** The look of everything that floats: menus, selects, popovers. */
export const popupClasses =
  'rounded-lg border border-line bg-raised text-text shadow-2 outline-none origin-(--transform-origin) transition-[opacity,scale] duration-100 ease-out ' +
  'data-[starting-style]:opacity-0 data-[starting-style]:scale-97 data-[ending-style]:opacity-0'
