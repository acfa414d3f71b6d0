import type { Metadata } from "next";
import type { ReactNode } from "react";
import { description, name } from "../../package.json";
import "./globals.css";

export const metadata: Metadata = {
  title: name,
  description,
  // There is no icon yet; an empty one keeps browsers from asking for it.
  icons: "data:,",
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
