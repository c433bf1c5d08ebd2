import { AxeBuilder } from "@axe-core/playwright"
import { expect, type Page } from "@playwright/test"

/** Remembers what a page must never do: print an error, throw, or talk to anyone but its own origin. */
export function watchPage(page: Page, origin: string) {
  const problems: string[] = []
  page.on("console", (message) => {
    // A page that does not exist is answered with 404, and the browser says so.
    const isOwnStatus = message.text().includes("status of 404") && message.location().url === page.url()
    if (message.type() === "error" && !isOwnStatus)
      problems.push(`console: ${message.text()} at ${message.location().url}`)
  })
  page.on("pageerror", (error) => problems.push(`thrown: ${error.message}`))
  page.on("request", (request) => {
    const { protocol, origin: target } = new URL(request.url())
    if (protocol !== "data:" && protocol !== "blob:" && target !== origin)
      problems.push(`external request: ${request.url()}`)
  })
  return { expectClean: () => expect(problems).toEqual([]) }
}

/** Fails with the rules that a page breaks and where. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`),
  ).toEqual([])
}

/** A page never scrolls sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
}
