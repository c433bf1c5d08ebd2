import { fileURLToPath } from "node:url"
import type { Page } from "@playwright/test"

const FOLDER = fileURLToPath(new URL("../test-output/screens", import.meta.url))

/** Keeps a picture of the whole page, with bars and footer where a person sees them at its end. */
export async function shoot(page: Page, name: string): Promise<void> {
  const viewport = page.viewportSize()
  if (viewport === null) return
  await page.evaluate(() => window.scrollTo(0, 0))
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width: viewport.width, height: Math.max(height, viewport.height) })
  await page.screenshot({ path: `${FOLDER}/${name}.png` })
  await page.setViewportSize(viewport)
}
