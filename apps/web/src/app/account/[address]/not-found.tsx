import { Lost } from "../../../ui/Lost.tsx"

export default function AccountNotFound() {
  return (
    <Lost
      title="Not an address"
      sentence="An address is 0x and 40 hex digits. Check the link, or enter the address again."
      href="/account"
      word="Enter an address"
    />
  )
}
