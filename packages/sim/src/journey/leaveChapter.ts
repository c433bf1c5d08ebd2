import { createPublicClient, http, parseAbi } from "viem"
import type { Newcomer } from "./joinChapter.ts"
import { type JourneyContext, must } from "./journeyContext.ts"
import { readBlock, until } from "./nodeHttp.ts"
import { operatorCommand } from "./operatorCli.ts"

const STAKE_ATOMIC = 25_000_000_000_000n
/** 60 s of unlocking, then the next snapshot and its acceptance. */
const EXIT_WITHIN_MS = 180_000
/** Two epochs. */
const STILL_VALIDATOR_WITHIN_MS = 90_000
const abi = parseAbi(["function balanceOf(address) view returns (uint256)"])

export async function askToLeave(newcomer: Newcomer): Promise<void> {
  await operatorCommand(newcomer.env, "exit")
}

/** Waits for the exit's time, completes it with the proof, withdraws, and looks at the balance. */
export async function leaveChapter({ network }: JourneyContext, newcomer: Newcomer): Promise<string> {
  const file = await network.file()
  const client = createPublicClient({ transport: http(file.l2RpcUrl) })
  const balance = () =>
    client.readContract({
      address: file.contracts.SessionToken as `0x${string}`,
      abi,
      functionName: "balanceOf",
      args: [newcomer.operator],
    })
  const before = await balance()
  const witness = file.nodeUrls[0]
  await until("a proof of the exit", EXIT_WITHIN_MS, async () => {
    const response = await fetch(`${witness}/v1/exits/${newcomer.nodeId}`)
    return response.ok ? true : undefined
  })
  await operatorCommand(newcomer.env, "exit", "--complete", "--node-url", witness ?? "")
  const returnedAtomic = (await balance()) - before
  must(returnedAtomic === STAKE_ATOMIC, `the stake came back as ${returnedAtomic}, not ${STAKE_ATOMIC}`)
  // It stays in the validator sets that were fixed before it left, and has to vote until the last of them is over.
  await until("the one that left votes no more", STILL_VALIDATOR_WITHIN_MS, async () => {
    const { certificate } = await readBlock(witness ?? "", "latest")
    return certificate?.validatorCount === file.nodeUrls.length ? true : undefined
  })
  await newcomer.node.stop()
  return `${STAKE_ATOMIC} atomic units are back`
}
