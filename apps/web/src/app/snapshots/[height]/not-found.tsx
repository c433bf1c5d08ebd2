import { Lost } from "../../../ui/Lost.tsx"

export default function SnapshotNotFound() {
  return (
    <Lost
      title="No such snapshot"
      sentence="No snapshot is known at this height. Snapshots are taken at fixed intervals, so most heights have none."
      href="/snapshots"
      word="Newest snapshots"
    />
  )
}
