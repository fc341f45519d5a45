import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'

// The gallery is in builds made with GALLERY=1.
for (const theme of ['light', 'dark'] as const) {
  for (const contrast of ['normal', 'more'] as const) {
    test(`every primitive is without a serious finding, ${theme}, contrast ${contrast}`, async ({ page }) => {
      await page.addInitScript((kept) => localStorage.setItem('switchboard.preferences', JSON.stringify(kept)), { theme, contrast, locale: 'en' })
      const answer = await page.goto('/gallery')
      test.skip(answer?.status() === 404, 'this build has no gallery')
      await expect(page.getByRole('heading', { name: 'Gallery' })).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([])
    })
  }
}
