import { annexes, publishedContracts, readArtifact } from "./generateAbis.ts"
import { runForge } from "./runForge.ts"

/** Four fifths of what EIP-170 allows: room for a mended contract to grow. */
export const CONTRACT_SIZE_MAX_BYTES = 20_480

/** Deployed size of every published contract and its annex, largest first. */
export function contractSizes(): readonly { readonly contract: string; readonly sizeBytes: number }[] {
  return [...publishedContracts, ...Object.values(annexes)]
    .map((contract) => {
      const code = readArtifact(contract).deployedBytecode.object
      return { contract, sizeBytes: code.length / 2 - 1 }
    })
    .sort((left, right) => right.sizeBytes - left.sizeBytes)
}

if (import.meta.main) {
  const build = runForge(["build", "src", "--skip", "test"], "pipe")
  if (build.exitCode !== 0) throw new Error(`forge build failed:\n${build.output}`)
  for (const { contract, sizeBytes } of contractSizes()) {
    const tooLarge = sizeBytes > CONTRACT_SIZE_MAX_BYTES
    console.log(`${contract.padEnd(28)} ${String(sizeBytes).padStart(6)}${tooLarge ? "  TOO LARGE" : ""}`)
    if (tooLarge) process.exitCode = 1
  }
}
