// Where the reader of a thread is.

import type { Locator } from '@playwright/test'

/** What stands at the upper edge of a thread, and how far from it, once nothing has moved for some frames: wheels roll on, and rows are measured as they come. */
export const placeOf = (thread: Locator): Promise<{ text: string; at: number }> =>
  thread.evaluate(async (element) => {
    const STILL_FRAMES = 10
    const top = () => {
      const start = element.getBoundingClientRect().top
      const row = [...element.querySelectorAll('[data-index]')].find((candidate) => candidate.getBoundingClientRect().bottom > start + 1)
      return { text: row?.textContent ?? '', at: Math.round((row?.getBoundingClientRect().top ?? 0) - start) }
    }
    let place = top()
    for (let still = 0; still < STILL_FRAMES; still++) {
      await new Promise(requestAnimationFrame)
      const now = top()
      if (now.text !== place.text || now.at !== place.at) still = 0
      place = now
    }
    return place
  })
