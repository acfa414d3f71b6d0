import type { Metadata } from "next";
import type { ReactNode } from "react";
import { description, name } from "../../package.json";
import "./globals.css";

export const metadata: Metadata = {
  title: name,
  description,
  // No icon yet. An empty one stops browsers from requesting /favicon.ico.
  icons: "data:,",
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
