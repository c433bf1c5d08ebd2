import { contributionPoolAbi } from "@sextant/contracts/ContributionPool"
import { accountSchema } from "@sextant/wire/rpc/nodeApi"
import { type Hex, zeroAddress } from "viem"
import { type JourneyContext, must } from "./journeyContext.ts"
import { readNode, readStatus, until } from "./nodeHttp.ts"
import { type OperatorNode, operatorCommand, startOperatorNode } from "./operatorCli.ts"
import { makeOperatorFolder, type OperatorFolder, walletEnv } from "./operatorFolder.ts"
import { openWallet, spareKey, type Wallet } from "./wallet.ts"

const SESH = 1_000_000_000n
const FEE_BPS = 1_000n
const STAKES_SESH = [7_000n, 5_000n, 13_000n] as const
const REQUIREMENT_SESH = 25_000n
const ACTIVE_WITHIN_MS = 60_000
const EARNS_WITHIN_MS = 60_000
/** What a share may lose to rounding in the blocks that are looked at. */
const ROUNDING_ATOMIC = 5n
/** Some blocks of rewards. */
const LEAST_ATOMIC = 50_000_000n

/** A node that three stake in: its operator, one whose place was reserved, and one who came by. */
export type PoolNode = {
  readonly pool: Hex
  readonly registryId: number
  readonly folder: OperatorFolder
  readonly node: OperatorNode
  /** Operator first. */
  readonly members: readonly Wallet[]
  /** Balances once everything is staked. */
  readonly afterStaking: readonly bigint[]
}

/** An operator opens a pool by the command line; two others fill it with their wallets; a stranger registers its node. */
export async function fillPool(context: JourneyContext): Promise<PoolNode> {
  const file = await context.network.file()
  const [operatorAccount] = file.accounts.filter(({ role }) => role === "contributor").slice(1)
  const [reserved, passerBy] = file.accounts.filter(({ role }) => role === "user")
  const witness = file.nodeUrls[0] ?? ""
  must(operatorAccount !== undefined && passerBy !== undefined, "devnet.json names too few accounts")
  const keys = [operatorAccount, reserved, passerBy].map((account) => account?.privateKey ?? "")
  const members = await Promise.all(keys.map((key) => openWallet(context, key)))
  const folder = await makeOperatorFolder(context, { name: "pool", place: 1, privateKey: keys[0] ?? "" })
  const node = startOperatorNode(folder.env, folder.logFile)
  const [, second, third] = members as [Wallet, Wallet, Wallet]
  const printed = await operatorCommand(
    folder.env,
    ...["pool", "--json", "--fee-bps", String(FEE_BPS), "--stake", String(STAKES_SESH[0])],
    ...["--reserve", `${second.address}:${STAKES_SESH[1]}`],
  )
  const { pool } = JSON.parse(printed) as { readonly pool: Hex }
  await contribute(third, pool, STAKES_SESH[2])
  await contribute(second, pool, STAKES_SESH[1])
  const stranger = await openWallet(context, spareKey(0))
  await stranger.send({ address: pool, abi: contributionPoolAbi, functionName: "finalize" })
  const { registryId } = await until("the pool's node is active", ACTIVE_WITHIN_MS, async () => {
    const found = await readNode(witness, folder.nodeId)
    return found?.state === "active" ? found : undefined
  })
  const afterStaking = await Promise.all(members.map(({ balance }) => balance()))
  return { pool, registryId, folder, node, members, afterStaking }
}

async function contribute(wallet: Wallet, pool: Hex, sesh: bigint): Promise<void> {
  const at = { address: pool, abi: contributionPoolAbi } as const
  await wallet.approve(pool, sesh * SESH)
  const seen = await wallet.reader.readContract({ ...at, functionName: "termsHash" })
  await wallet.send({ ...at, functionName: "contribute", args: [sesh * SESH, zeroAddress, seen] })
}

/** What the three have earned is in the ratio of fee and stakes. */
export async function checkSplit({ network }: JourneyContext, { members }: PoolNode): Promise<string> {
  const nodeUrl = (await network.file()).nodeUrls[0] ?? ""
  const earned = await until("rewards of all three", EARNS_WITHIN_MS, async () => {
    const { finalizedHeight: before } = await readStatus(nodeUrl)
    const amounts = await Promise.all(members.map(({ address }) => lifetimeOf(nodeUrl, address)))
    const { finalizedHeight: after } = await readStatus(nodeUrl)
    // All of one block, and enough for a ratio that means something.
    return before === after && amounts.every((amount) => amount > LEAST_ATOMIC) ? amounts : undefined
  })
  const total = earned.reduce((sum, amount) => sum + amount, 0n)
  const weights = STAKES_SESH.map((sesh, at) => {
    const ownShare = sesh * (10_000n - FEE_BPS)
    return at === 0 ? ownShare + REQUIREMENT_SESH * FEE_BPS : ownShare
  })
  for (const [at, weight] of weights.entries()) {
    const expected = (total * weight) / (REQUIREMENT_SESH * 10_000n)
    const off = (earned[at] ?? 0n) - expected
    must(
      off <= ROUNDING_ATOMIC && off >= -ROUNDING_ATOMIC,
      `contributor ${at} earned ${earned[at]}, not ${expected}`,
    )
  }
  return `${total} atomic units as ${weights.map((weight) => Number(weight) / 2_500_000).join("/")} %`
}

async function lifetimeOf(nodeUrl: string, address: Hex): Promise<bigint> {
  const response = await fetch(`${nodeUrl}/v1/accounts/${address}`)
  return BigInt(accountSchema.parse(await response.json()).lifetimeAmountAtomic)
}

/** A contributor with more than a quarter of the stake asks for the exit, without the node's keys. */
export async function askToLeavePool(context: JourneyContext, pool: PoolNode): Promise<void> {
  const env = await memberEnv(context, pool, 2)
  await operatorCommand(env, "exit", "--number", String(pool.registryId))
}

const EXIT_WITHIN_MS = 180_000

/** The contributor completes the exit, and each of the three takes its own stake back, to the last unit. */
export async function leavePool(context: JourneyContext, pool: PoolNode): Promise<string> {
  const witness = (await context.network.file()).nodeUrls[0] ?? ""
  await until("a proof of the pool's exit", EXIT_WITHIN_MS, async () => {
    const response = await fetch(`${witness}/v1/exits/${pool.registryId}`)
    return response.ok ? true : undefined
  })
  const complete = ["exit", "--number", String(pool.registryId), "--complete", "--node-url", witness]
  for (const at of [2, 0, 1]) {
    await operatorCommand(await memberEnv(context, pool, at), ...complete)
    const wallet = pool.members[at] as Wallet
    const returned = (await wallet.balance()) - (pool.afterStaking[at] ?? 0n)
    const staked = (STAKES_SESH[at] ?? 0n) * SESH
    must(returned === staked, `contributor ${at} got ${returned} back, not ${staked}`)
  }
  return `${STAKES_SESH.join(" + ")} SESH are back`
}

function memberEnv(context: JourneyContext, pool: PoolNode, at: number) {
  return walletEnv(context, { name: `member-${at}`, privateKey: pool.members[at]?.privateKey ?? "" })
}
