import type { Newcomer } from "./joinChapter.ts"
import type { JourneyContext } from "./journeyContext.ts"
import { readBlock, until } from "./nodeHttp.ts"
import { type OperatorNode, operatorCommand } from "./operatorCli.ts"

/** Two epochs. */
const STILL_VALIDATOR_WITHIN_MS = 90_000

export async function askToLeave(newcomer: Newcomer): Promise<void> {
  await operatorCommand(newcomer.env, "exit")
}

/** Those that left stay in the validator sets that were fixed before, and vote until the last of them is over. */
export async function stopLeavers(
  { network }: JourneyContext,
  leavers: readonly OperatorNode[],
): Promise<void> {
  const { nodeUrls } = await network.file()
  await until("those that left vote no more", STILL_VALIDATOR_WITHIN_MS, async () => {
    const { certificate } = await readBlock(nodeUrls[0] ?? "", "latest")
    return certificate?.validatorCount === nodeUrls.length ? true : undefined
  })
  await Promise.all(leavers.map((node) => node.stop()))
}
