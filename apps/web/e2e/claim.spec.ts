import { expect, type Locator, type Page, test } from "@playwright/test"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { createPublicClient, http } from "viem"
import { formatSesh, parseSesh } from "../src/format/amount.ts"
import { operatorOf, readDevnet } from "./devnet.ts"
import { injectWallet, WALLET_NAME } from "./injectedWallet.ts"
import { shoot } from "./shoot.ts"
import { watchPage } from "./watchPage.ts"

const devnet = readDevnet()
const operator = operatorOf(devnet)
const client = createPublicClient({ transport: http(devnet.l2RpcUrl) })
const wallet = { privateKey: operator.privateKey, rpcUrl: devnet.l2RpcUrl, chainId: devnet.chainId }

/** Enough for a snapshot to be signed, submitted, accepted and indexed. */
const SNAPSHOT_MS = 90_000

function balance(): Promise<bigint> {
  return client.readContract({
    address: devnet.contracts.SessionToken,
    abi: sessionTokenAbi,
    functionName: "balanceOf",
    args: [operator.address],
  })
}

/** The exact figure behind a shown amount stands in its title. */
async function shownAmount(page: Page, testId: string): Promise<bigint> {
  const title = await page.getByTestId(testId).locator("[title]").first().getAttribute("title")
  const parsed = parseSesh(title ?? "")
  return parsed.kind === "amount" ? parsed.amountAtomic : -1n
}

/** Where the claim stands; the stakes have such a place of their own. */
function claimFlow(page: Page): Locator {
  return page.getByRole("region", { name: "Claim", exact: true }).getByTestId("flow")
}

async function connect(page: Page): Promise<void> {
  await page.getByRole("button", { name: WALLET_NAME }).click()
  await expect(page.getByTestId("connected")).toBeVisible()
}

test.describe.configure({ mode: "serial" })

test("from the dashboard to a claimed reward", async ({ page, baseURL }) => {
  const watched = watchPage(page, new URL(baseURL ?? "").origin)
  await injectWallet(page, wallet)

  await page.goto("/")
  const height = async () => Number((await page.getByTestId("head-height").innerText()).replaceAll(",", ""))
  const first = await height()
  await expect
    .poll(height, { message: "final blocks arrive without a reload", timeout: 30_000 })
    .toBeGreaterThan(first)

  await page
    .getByRole("navigation", { name: "Main", exact: true })
    .getByRole("link", { name: "Account" })
    .click()
  await connect(page)
  await page.getByRole("button", { name: "Open my account" }).click()
  await expect(page).toHaveURL(new RegExp(`/account/${operator.address.toLowerCase()}$`))

  const earned = await shownAmount(page, "earned")
  await expect
    .poll(() => shownAmount(page, "earned"), {
      message: "rewards grow while one watches",
      timeout: SNAPSHOT_MS,
    })
    .toBeGreaterThan(earned)
  await expect
    .poll(() => shownAmount(page, "claimable"), {
      message: "a snapshot makes them claimable",
      timeout: SNAPSHOT_MS,
    })
    .toBeGreaterThan(0n)
  await shoot(page, "claim-before")

  const before = await balance()
  await page.getByRole("button", { name: "Max" }).click()
  const asked = parseSesh(await page.getByLabel("Amount to claim").inputValue())
  await page.getByRole("button", { name: "Claim", exact: true }).click()
  await expect(claimFlow(page)).toHaveAttribute("data-step", "done", { timeout: 90_000 })
  await expect(claimFlow(page)).toContainText("the rewards are in the wallet")

  expect(asked.kind).toBe("amount")
  const after = await balance()
  expect(after - before).toBe(asked.kind === "amount" ? asked.amountAtomic : 0n)
  await expect
    .poll(() => shownAmount(page, "wallet-balance"), { message: "the page shows the new balance" })
    .toBe(after)
  const newest = page.getByTestId("claims").getByRole("row").nth(1)
  await expect(newest).toContainText(formatSesh(after - before, 4))
  await shoot(page, "claim-after")

  await page.reload()
  await expect(page.getByTestId("connected"), "the wallet stays connected").toBeVisible()
  await expect(page.getByTestId("claims").getByRole("row").nth(1)).toContainText(
    formatSesh(after - before, 4),
  )
  watched.expectClean()
})

test("a part of the rewards, a declined signature and amounts that cannot be", async ({ page, baseURL }) => {
  const watched = watchPage(page, new URL(baseURL ?? "").origin)
  const controls = await injectWallet(page, wallet)
  await page.goto(`/account/${operator.address}`)
  await connect(page)
  await expect.poll(() => shownAmount(page, "claimable"), { timeout: SNAPSHOT_MS }).toBeGreaterThan(0n)
  const amount = page.getByLabel("Amount to claim")
  const claim = page.getByRole("button", { name: "Claim", exact: true })

  await claim.click()
  await expect(page.getByText("Enter an amount, or choose one of the shares.")).toBeVisible()
  await amount.fill("999999999")
  await claim.click()
  await expect(page.getByText(/more than the .* SESH you can claim/)).toBeVisible()
  await amount.fill("1.0000000001")
  await claim.click()
  await expect(page.getByText("SESH has nine decimals")).toBeVisible()

  controls.rejected.add("eth_sendTransaction")
  const before = await balance()
  await page.getByRole("button", { name: "50 %" }).click()
  await claim.click()
  await expect(page.getByText("You declined in the wallet. Nothing was sent.")).toBeVisible()
  expect(await balance()).toBe(before)
  await shoot(page, "claim-declined")

  controls.rejected.clear()
  await page.getByRole("button", { name: "50 %" }).click()
  const half = parseSesh(await amount.inputValue())
  await claim.click()
  await expect(claimFlow(page)).toHaveAttribute("data-step", "done", { timeout: 90_000 })
  expect((await balance()) - before).toBe(half.kind === "amount" ? half.amountAtomic : 0n)
  watched.expectClean()
})

test("another account's page does not offer to claim", async ({ page }) => {
  await injectWallet(page, wallet)
  const other = devnet.accounts.find(
    ({ address }) => address.toLowerCase() !== operator.address.toLowerCase(),
  )
  await page.goto(`/account/${other?.address ?? `0x${"12".repeat(20)}`}`)
  await connect(page)
  await expect(page.getByText("another account")).toBeVisible()
  await expect(page.getByLabel("Amount to claim")).toHaveCount(0)
})

test("a claim that was sent is followed after the page is loaded again", async ({ page }) => {
  await injectWallet(page, wallet)
  let isHeld = true
  await page.route("**/api/rpc", (route) =>
    isHeld && (route.request().postData() ?? "").includes("eth_getTransactionReceipt")
      ? route.abort()
      : route.continue(),
  )
  await page.goto(`/account/${operator.address}`)
  await connect(page)
  await expect.poll(() => shownAmount(page, "claimable"), { timeout: SNAPSHOT_MS }).toBeGreaterThan(0n)
  await page.getByRole("button", { name: "25 %" }).click()
  await page.getByRole("button", { name: "Claim", exact: true }).click()
  await expect(claimFlow(page)).toHaveAttribute("data-step", "submitted", { timeout: 30_000 })
  isHeld = false
  await page.reload()
  await expect(claimFlow(page)).toHaveAttribute("data-step", "done", { timeout: 60_000 })
})
