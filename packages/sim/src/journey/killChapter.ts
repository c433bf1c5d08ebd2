import { type JourneyContext, must } from "./journeyContext.ts"
import type { LocalNetwork } from "./localNetwork.ts"
import { readBlock, readStatus, until } from "./nodeHttp.ts"

const WITHIN_MS = 60_000
const VICTIMS = ["node-5", "node-6"]

/** kill -9 of two of seven: blocks go on without them, and when they are back they sign again. */
export async function killChapter({ network }: JourneyContext): Promise<string> {
  const file = await network.file()
  const witness = file.nodeUrls[0]
  must(witness !== undefined, "devnet.json names no node")
  const victimIds = await Promise.all(
    [5, 6].map(async (index) => (await readStatus(file.nodeUrls[index] ?? "")).nodeId),
  )
  const { finalizedHeight: killedAt } = await readStatus(witness)
  // They are launched again after a few seconds; a view whose leader is dead takes as long. So they are killed until it shows.
  const without = await until("a final block while both are down", WITHIN_MS, async () => {
    await killVictims(network)
    const { finalizedHeight } = await readStatus(witness)
    return finalizedHeight > killedAt + 2 ? finalizedHeight : undefined
  })
  const again = await firstBlock(witness, without + 1, (signers) =>
    victimIds.every((id) => signers.includes(id)),
  )
  const { finalizedHeight } = await readStatus(file.nodeUrls[5] ?? "")
  must(finalizedHeight >= again - 1, "a restarted node signs but does not follow")
  return `killed at height ${killedAt}, block ${without} became final while they were down, both signed block ${again}`
}

/** The first final block from `from` on whose certificate's signers satisfy the condition. */
async function firstBlock(
  nodeUrl: string,
  from: number,
  holds: (signers: readonly string[]) => boolean,
): Promise<number> {
  let height = from
  return until(`a certificate with the expected signers from height ${from}`, WITHIN_MS, async () => {
    const { finalizedHeight } = await readStatus(nodeUrl)
    for (; height <= finalizedHeight; height++) {
      const { certificate } = await readBlock(nodeUrl, height)
      if (certificate !== undefined && holds(certificate.signers)) return height
    }
    return undefined
  })
}

async function killVictims(network: LocalNetwork): Promise<void> {
  const { processes } = await network.file()
  for (const { name, pid } of processes) {
    if (!VICTIMS.includes(name)) continue
    try {
      process.kill(pid, "SIGKILL")
    } catch {
      // It is down already, or was launched again since: the next look finds it.
    }
  }
}
