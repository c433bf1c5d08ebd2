import process from "node:process"
import { expect, type Page, test } from "@playwright/test"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { createPublicClient, http } from "viem"
import { readDevnet } from "./devnet.ts"
import { injectWallet, WALLET_NAME } from "./injectedWallet.ts"
import { shoot } from "./shoot.ts"
import { watchPage } from "./watchPage.ts"

/**
 * The way out of a node, all through the page: request, waiting time, proof, withdrawal. It takes minutes and costs the
 * network a node, so it runs only where LEAVE=1 says that one may go (five nodes or more).
 */
test.skip(process.env["LEAVE"] !== "1", "set LEAVE=1 on a network of five nodes or more")
test.setTimeout(600_000)

const devnet = readDevnet()
const operator = devnet.accounts.findLast(({ role }) => role === "operator")
const client = createPublicClient({ transport: http(devnet.l2RpcUrl) })
const STAKE_ATOMIC = 25_000n * 10n ** 9n

async function act(page: Page, button: string | RegExp): Promise<void> {
  const stakes = page.getByRole("region", { name: "Stakes" })
  await stakes.getByRole("button", { name: button }).click()
  await expect(stakes.getByTestId("flow")).toHaveAttribute("data-step", "done", { timeout: 90_000 })
  await stakes.getByRole("button", { name: "Done" }).click()
}

test("a node leaves and its stake comes back", async ({ page, baseURL }) => {
  if (operator === undefined) throw new Error("devnet.json lists no operator account")
  const watched = watchPage(page, new URL(baseURL ?? "").origin)
  const balance = () =>
    client.readContract({
      address: devnet.contracts.SessionToken,
      abi: sessionTokenAbi,
      functionName: "balanceOf",
      args: [operator.address],
    })
  await injectWallet(page, {
    privateKey: operator.privateKey,
    rpcUrl: devnet.l2RpcUrl,
    chainId: devnet.chainId,
  })
  await page.goto(`/account/${operator.address}`)
  await page.getByRole("button", { name: WALLET_NAME }).click()
  await expect(page.getByTestId("connected")).toBeVisible()
  const before = await balance()

  await act(page, "Request exit")
  await expect(page.getByText("Exit requested").first()).toBeVisible({ timeout: 60_000 })
  await page.getByRole("region", { name: "Stakes" }).getByRole("link").first().click()
  await expect(page.getByRole("heading", { name: "Way out" })).toBeVisible()
  await shoot(page, "leave-waiting")
  await page.goBack()

  await expect(page.getByRole("button", { name: "Complete exit" })).toBeEnabled({ timeout: 240_000 })
  await act(page, "Complete exit")
  await act(page, /^Withdraw 25,000/)
  expect((await balance()) - before).toBe(STAKE_ATOMIC)
  await expect(page.getByRole("region", { name: "Returned stakes" })).toContainText("withdrawn to the wallet")
  await shoot(page, "leave-done")
  watched.expectClean()
})
