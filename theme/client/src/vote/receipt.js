// The receipt: to read, print, save, and take to another device.

import { at, date, say } from "./page.js";

/** Fills the receipt's part of the page. */
export async function receiptShown(election, receipt, ballot) {
  const { day, leaf } = JSON.parse(receipt.receipt);
  const text = JSON.stringify({ ...receipt, pot: ballot.pot }, null, 2);
  at("receipt-day").textContent = date(day);
  at("receipt-leaf").textContent = leaf.replace(/(.{4})/g, "$1 ").trim();
  const address = new URL(at("check-way").dataset.check, location.href);
  address.hash = leaf;
  at("check-way").href = address.href;
  const file = new Blob([text], { type: "application/json" });
  const save = at("receipt-save");
  URL.revokeObjectURL(save.href);
  save.href = URL.createObjectURL(file);
  save.download = `${say("receipt_file")}-${election.election}-${leaf.slice(0, 8)}.json`;
  at("receipt-qr").replaceChildren(await picture(address.href));
}

/** The address as a QR code, drawn here: nothing is asked of anybody. */
async function picture(text) {
  const { default: encodeQR } = await import("qr");
  const rows = encodeQR(text, "raw", { border: 2 });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("receipt_qr"));
  const squares = document.createElementNS(svg.namespaceURI, "path");
  squares.setAttribute("d", path);
  svg.append(squares);
  return svg;
}

