// Serves a Lambda function behind the invoke API: node invoke-api.mjs <module with the handler>
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const { handler } = await import(pathToFileURL(process.argv[2]));

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  if (request.method !== "POST" || request.url !== "/2015-03-31/functions/function/invocations") {
    response.writeHead(404).end(JSON.stringify({ Type: "User", Message: "Function not found" }));
    return;
  }
  try {
    const answer = await handler(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  }
  catch (error) {
    response.writeHead(200, { "Content-Type": "application/json", "X-Amz-Function-Error": "Unhandled" });
    response.end(JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] }));
  }
});

// ends with the test, however that ends
process.stdin.resume().on("end", () => process.exit());
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
