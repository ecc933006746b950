// dynalite throws, and so ends, where a caller hangs up in the middle of a request, as a killed
// vote function does. DynamoDB goes on serving everybody else: so does dynalite with this.
process.on("uncaughtException", (error) => {
  if (error.code === "ECONNRESET") return;
  console.error(error);
  process.exit(1);
});
