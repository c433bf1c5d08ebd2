import type { TableName } from "../ports.ts"

/** Version of the whole layout. Rises when a table's keys or values change meaning. */
export const LAYOUT_VERSION = 1

/**
 * The number is the table's name on disk, so that a rename in code moves nothing. Never reuse one.
 *
 * | table | key | value |
 * |---|---|---|
 * | meta | text | differs by key |
 * | blocks | height | block |
 * | blockHashes | block hash | height |
 * | certificates | height | finalization of the block |
 * | states | height | chain state after the block |
 * | voteLog | the consensus runner's | the consensus runner's |
 * | pending | the consensus runner's | blocks that are not final yet, certificates that votes rest on |
 * | snapshots | height | signed snapshot and its leaves |
 * | partials | height, node id | partial signature |
 * | contacts | node id | contact record |
 * | l2Events | L2 height | the block's events |
 * | l2Blocks | L2 height | the block's hash |
 * | epochs | epoch | its validators |
 * | blockFacts | height | what applying the block told beside the state |
 * | registrations | registry id | the registration as the contract emitted it |
 * | names | name hash | expiry, encrypted record |
 * | passes | account key | expiry of the Pro pass |
 * | namesSteps | L2 height | how far names and passes are read, and what the step replaced |
 * | snapshotStates | height | chain state at a snapshot's height, for nodes that join |
 * | peerHistories | node id | what this node has seen of the other one |
 * | verdicts | node id, height | what judges, or evidence, did to the node in that block |
 */
export const tableNumbers: Readonly<Record<TableName, number>> = {
  meta: 0,
  blocks: 1,
  blockHashes: 2,
  certificates: 3,
  states: 4,
  voteLog: 5,
  pending: 6,
  snapshots: 7,
  partials: 8,
  contacts: 9,
  l2Events: 10,
  l2Blocks: 11,
  epochs: 12,
  blockFacts: 13,
  registrations: 14,
  names: 15,
  passes: 16,
  namesSteps: 17,
  snapshotStates: 18,
  peerHistories: 19,
  verdicts: 20,
}
