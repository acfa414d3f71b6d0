import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <main>
      <h1>Page not found</h1>
      <p>There is no page at this address. Check it for typos.</p>
      <p className="actions">
        <Link href="/">Go to the start page</Link>
      </p>
    </main>
  );
}
