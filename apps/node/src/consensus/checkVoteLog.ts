import { isSameStatement } from "@sextant/consensus/voteKeeper"
import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import type { Certificate } from "@sextant/wire/vote"
import { ConsensusRunnerError } from "./errors.ts"
import type { RunnerState } from "./runnerState.ts"

/**
 * Makes sure that the log knows every vote of ours that the chain shows in the running epoch. In an epoch where we keep
 * silent it need not.
 *
 * @throws ConsensusRunnerError voteLog/behind-chain
 */
export function checkVoteLog({ core, deps }: RunnerState): void {
  const { instance } = core
  if (instance?.ownIndex === undefined) return
  const { epoch, ownIndex, silentThroughView } = instance
  const said = deps.voteLog.read(epoch)
  const isOurs = ({ epoch: of, signers, view }: Certificate) =>
    of === epoch && view > silentThroughView && signers.get(ownIndex)
  const unknown = deps
    .certificatesOf(epoch)
    .find((certificate) => isOurs(certificate) && !said.some((one) => isSameStatement(one, certificate)))
  if (unknown === undefined) return
  const { kind, view } = unknown
  throw new ConsensusRunnerError("voteLog/behind-chain", { meta: { kind, epoch, view } })
}

/** Imported votes must be of this network. @throws ConsensusRunnerError voteLog/foreign */
export function checkVoteNetwork({ deps }: RunnerState): void {
  const imported = deps.voteLog.networkId()
  if (imported === undefined || bytesEqual(imported, deps.domain.networkId)) return
  throw new ConsensusRunnerError("voteLog/foreign", { meta: { found: bytesToHex(imported) } })
}
