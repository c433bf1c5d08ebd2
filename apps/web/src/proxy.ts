import { type NextRequest, NextResponse } from "next/server"

/** Everything comes from this origin; scripts need the request's nonce. Wallets announce their icons as data URLs. */
function policy(nonce: string, development: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self'${development ? " 'unsafe-inline'" : ""}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ")
}

export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID())
  // biome-ignore lint/style/noProcessEnv: known when the code is compiled
  const contentSecurityPolicy = policy(nonce, process.env.NODE_ENV === "development")
  const headers = new Headers(request.headers)
  // Next reads the nonce from here and puts it on its own scripts.
  headers.set("content-security-policy", contentSecurityPolicy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set("content-security-policy", contentSecurityPolicy)
  response.headers.set("x-content-type-options", "nosniff")
  response.headers.set("referrer-policy", "same-origin")
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()")
  response.headers.set("cross-origin-opener-policy", "same-origin-allow-popups")
  return response
}

export const config = { matcher: ["/((?!_next/static|_next/image|icon.svg).*)"] }
