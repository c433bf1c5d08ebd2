import { expect, type Page, test } from "@playwright/test"
import { z } from "zod"
import { operatorOf, readDevnet } from "./devnet.ts"
import { shoot } from "./shoot.ts"
import { expectAccessible, expectNoSidewaysScroll, watchPage } from "./watchPage.ts"

const devnet = readDevnet()
const operator = operatorOf(devnet)

const listSchema = z.object({
  result: z.object({
    data: z.object({
      nodes: z.array(z.object({ nodeId: z.string() })).optional(),
      snapshots: z.array(z.object({ height: z.number() })).optional(),
    }),
  }),
})

async function ask(path: string) {
  const response = await fetch(`${devnet.webUrl}/api/trpc/${path}`)
  return listSchema.parse(await response.json()).result.data
}

/** Every kind of page, with something real on it. */
async function listPages(): Promise<
  readonly { readonly name: string; readonly path: string; readonly heading: RegExp }[]
> {
  const nodeId = (await ask("node.list")).nodes?.[0]?.nodeId ?? ""
  const snapshot = (await ask("snapshot.list")).snapshots?.[0]?.height ?? 0
  return [
    { name: "overview", path: "/", heading: /course|down|waiting/ },
    { name: "nodes", path: "/nodes", heading: /Nodes/ },
    { name: "node", path: `/nodes/${nodeId}`, heading: new RegExp(nodeId.slice(0, 8)) },
    { name: "blocks", path: "/blocks", heading: /Blocks/ },
    { name: "block", path: "/blocks/3", heading: /Block 3/ },
    { name: "snapshots", path: "/snapshots", heading: /Snapshots/ },
    { name: "snapshot", path: `/snapshots/${snapshot}`, heading: /Snapshot/ },
    { name: "account-start", path: "/account", heading: /Account/ },
    { name: "account", path: `/account/${operator.address}`, heading: /Account 0x/ },
  ]
}

const widths = [
  { device: "desktop", viewport: { width: 1440, height: 900 } },
  { device: "phone", viewport: { width: 390, height: 844 } },
] as const

for (const { device, viewport } of widths)
  for (const colorScheme of ["light", "dark"] as const)
    test(`every page at ${device} width in ${colorScheme} is whole, accessible and keeps to itself`, async ({
      browser,
      baseURL,
    }) => {
      const context = await browser.newContext({ viewport, colorScheme })
      const page = await context.newPage()
      const watched = watchPage(page, new URL(baseURL ?? "").origin)
      for (const { name, path, heading } of await listPages()) {
        await page.goto(path)
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading)
        await settle(page)
        await expectNoSidewaysScroll(page)
        // Both colour schemes and both layouts pass once; every combination would only take longer.
        if ((device === "desktop") === (colorScheme === "light")) await expectAccessible(page)
        await shoot(page, `${name}-${device}-${colorScheme}`)
      }
      watched.expectClean()
      await context.close()
    })

/** Lets fonts and the lazily loaded parts arrive. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await expect(page.getByText("Loading the wallet part")).toHaveCount(0)
}

test("nothing scrolls sideways on the narrowest phone", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } })
  const page = await context.newPage()
  for (const { path } of await listPages()) {
    await page.goto(path)
    await settle(page)
    await expectNoSidewaysScroll(page)
  }
  await context.close()
})

test("every page reads without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  for (const { path, heading } of await listPages()) {
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading)
  }
  await page.goto("/blocks")
  await expect(page.getByRole("row")).not.toHaveCount(0)
  await page.goto("/account")
  await page.getByRole("textbox", { name: /address on the L2/ }).fill(operator.address)
  await page.getByRole("button", { name: "Show account" }).click()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Account 0x/)
  await context.close()
})

test("bad addresses lead to the right sentence and status", async ({ page }) => {
  const wrong = [
    { path: "/blocks/99999999999", title: "No such block" },
    { path: "/blocks/minus-one", title: "No such block" },
    { path: "/snapshots/1", title: "No such snapshot" },
    { path: `/nodes/${"ab".repeat(32)}`, title: "No such node" },
    { path: "/nodes/xyz", title: "No such node" },
    { path: "/account/0x123", title: "Not an address" },
    { path: "/nowhere", title: "Off the chart" },
  ]
  for (const { path, title } of wrong) {
    const response = await page.goto(path)
    expect(response?.status(), path).toBe(404)
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title)
  }
  await expectAccessible(page)
  await page.goto("/account?address=0xgarbage")
  await expect(page.getByText("That is not an address.")).toBeVisible()
})

test("the search finds heights, nodes and addresses, and says when there is nothing", async ({ page }) => {
  const nodeId = (await ask("node.list")).nodes?.[0]?.nodeId ?? ""
  const look = async (words: string) => {
    await page.goto("/")
    await page.getByRole("searchbox").fill(words)
    await page.getByRole("searchbox").press("Enter")
  }
  await look("3")
  await expect(page).toHaveURL(/\/blocks\/3$/)
  await look(nodeId)
  await expect(page).toHaveURL(new RegExp(`/nodes/${nodeId}$`))
  await look(nodeId.slice(0, 10))
  await expect(page).toHaveURL(new RegExp(`/nodes/${nodeId}$`))
  await look(operator.address)
  await expect(page).toHaveURL(new RegExp(`/account/${operator.address.toLowerCase()}$`))
  await look("no such thing")
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing found")
})

test("the list of nodes is filtered and sorted by its address alone", async ({ page }) => {
  await page.goto("/nodes?state=active&sort=stake&order=down")
  await expect(page.getByRole("columnheader", { name: "Stake" })).toHaveAttribute("aria-sort", "descending")
  await page.getByRole("link", { name: "Votes" }).click()
  await expect(page).toHaveURL(/state=active.*sort=participation/)
  const words = await page.getByRole("row").locator('[data-label="State"]').allInnerTexts()
  expect(words.length).toBeGreaterThan(0)
  expect(words.every((word) => word.trim().startsWith("Active"))).toBe(true)
})

test("the keyboard reaches the content first and the colours keep their choice", async ({ page }) => {
  await page.goto("/")
  await page.keyboard.press("Tab")
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(page.locator("#main")).toBeFocused()
  const toggle = page.getByRole("button", { name: /^Colours/ })
  await toggle.click()
  await toggle.click()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
  await page.reload()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
})

test("the API refuses bad input with a code, and the RPC proxy refuses what it does not offer", async ({
  request,
}) => {
  const unknown = await request.get(
    `/api/trpc/block.get?input=${encodeURIComponent('{"height":99999999999}')}`,
  )
  expect(unknown.status()).toBe(404)
  expect(await unknown.json()).toMatchObject({ error: { data: { reason: "block/unknown" } } })
  const garbage = await request.get(
    `/api/trpc/account.get?input=${encodeURIComponent('{"address":"garbage"}')}`,
  )
  expect(garbage.status()).toBe(400)
  const send = await request.post("/api/rpc", {
    data: { jsonrpc: "2.0", id: 1, method: "eth_sendRawTransaction", params: ["0x"] },
  })
  expect(send.status()).toBe(403)
  const chainId = await request.post("/api/rpc", { data: { jsonrpc: "2.0", id: 1, method: "eth_chainId" } })
  expect(await chainId.json()).toMatchObject({ result: `0x${devnet.chainId.toString(16)}` })
})
