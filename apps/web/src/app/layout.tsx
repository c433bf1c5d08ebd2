import type { Metadata, Viewport } from "next"
import { cookies, headers } from "next/headers"
import { type ReactNode, Suspense } from "react"
import { LivePulse } from "../features/network/LivePulse.tsx"
import { SiteFooter } from "../features/network/SiteFooter.tsx"
import { PhoneBar, SiteHeader } from "../features/network/SiteHeader.tsx"
import { ClientProvider } from "../trpc/ClientProvider.tsx"
import { getQueryClient, Hydrate, trpc } from "../trpc/server.tsx"
import { NowProvider } from "../ui/Now.tsx"
import { parseTheme, THEME_COOKIE } from "../ui/theme.ts"
import "./globals.css"

export const metadata: Metadata = {
  title: { default: "Sextant", template: "%s · Sextant" },
  description: "Nodes, blocks, snapshots and rewards of the Session network.",
}

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf9f5" },
    { media: "(prefers-color-scheme: dark)", color: "#0b1118" },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request keeps every page out of the build: nothing is rendered without a database.
  const [jar] = await Promise.all([cookies(), headers()])
  const theme = parseTheme(jar.get(THEME_COOKIE)?.value)
  await getQueryClient().prefetchQuery(trpc.network.sync.queryOptions())
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body className="flex min-h-dvh flex-col pb-[calc(4rem+env(safe-area-inset-bottom))] sm:pb-0">
        <a
          href="#main"
          className="fixed top-3 left-3 z-50 -translate-y-20 rounded-lg bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
        >
          Skip to content
        </a>
        <ClientProvider>
          <Hydrate>
            <NowProvider serverNowMs={Date.now()}>
              <SiteHeader theme={theme} />
              <main
                id="main"
                tabIndex={-1}
                className="mx-auto w-full max-w-[76rem] flex-1 px-4 pt-8 pb-16 outline-none sm:px-8 sm:pt-12"
              >
                {children}
              </main>
              <SiteFooter />
              <Suspense>
                <LivePulse />
              </Suspense>
              <PhoneBar />
            </NowProvider>
          </Hydrate>
        </ClientProvider>
      </body>
    </html>
  )
}
