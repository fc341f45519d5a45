// What no page may do or show, whatever it is a page of.

import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What the page should never do; grows while it does. */
export function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.on('console', (message) => /Content Security Policy|MISSING_MESSAGE|Hydration/i.test(message.text()) && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => !request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()) && complaints.push(`third party: ${request.url()}`))
  return complaints
}

/**
 * What axe finds that is serious or critical. Without its second page, which is for frames of other origins, and without a report on
 * what is right, it takes a seventh of the time.
 */
export async function serious(page: Page): Promise<string[]> {
  // A colour that is still on its way to another is neither.
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] }).analyze()
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

/**
 * What is wider than the screen or leaves it at a side, and which buttons, tabs and headers don't show their whole label. What may be
 * scrolled sideways is no misfit, nor is what a cut line hides on purpose, such as a name.
 */
export const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth } = document.documentElement
    const shown = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    const named = (element: Element) => `<${element.tagName.toLowerCase()}> ${(element.getAttribute('aria-label') ?? element.textContent).slice(0, 60)}`
    /** What cuts or scrolls the element sideways; what is only for screen readers is cut to a point. */
    const frameOf = (element: Element): Element | null => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== 'visible') return up
      }
      return null
    }
    const scrolls = (frame: Element | null): boolean => frame !== null && (/auto|scroll/.test(getComputedStyle(frame).overflowX) || scrolls(frameOf(frame)))
    const cut = (element: Element) => /hidden|clip/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1

    const found: string[] = []
    if (scrollX !== 0 || document.documentElement.scrollWidth > clientWidth) found.push(`the page can be pushed aside: ${document.documentElement.scrollWidth} of ${clientWidth}, at ${scrollX}`)
    for (const element of document.querySelectorAll('body *')) {
      if (!shown(element) || element.closest('svg svg, svg *, [aria-hidden=true]')) continue
      const { left, right, width } = element.getBoundingClientRect()
      const frame = frameOf(element)
      if (width > 1 && (left < -1 || right > clientWidth + 1) && !frame) found.push(`leaves the screen (${Math.round(left)} to ${Math.round(right)} of ${clientWidth}): ${named(element)}`)
      if (!element.matches('button, [role=button], [role=tab], [role=menuitem], th')) continue
      if ([element, ...element.querySelectorAll('*')].some(cut)) found.push(`is cut: ${named(element)}`)
      const edges = frame?.getBoundingClientRect()
      if (edges && edges.width > 1 && !scrolls(frame) && (left < edges.left - 1 || right > edges.right + 1)) found.push(`is cut by what holds it: ${named(element)}`)
    }
    return found
  })
