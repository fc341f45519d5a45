// The plain way, for comparison: one Node process with socket.io, no store and no bus. It answers what `bench live --peer` asks,
// so that the same generator measures both on the same machine.
import { createServer } from "node:http";
import { Server } from "socket.io";

const port = Number(process.argv[2] ?? 3100);
let seq = 0;

const http = createServer((request, answer) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const reply = request.url === "/api/v1/auth/login" ? { access_token: "peer" } : deliver(request.url, body);
    const text = JSON.stringify(reply);
    answer.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
  });
});

/** The webhook's message as a change of the same shape and size as ours. */
function deliver(url, body) {
  const business = url.split("/").at(-1);
  const value = body.entry[0].changes[0].value;
  const message = value.messages[0];
  const at = new Date().toISOString();
  const id = crypto.randomUUID();
  const item = {
    id, business, conversation_id: id, contact_id: id, direction: "in", wamid: message.id, kind: message.type, body: message.text.body,
    status: null, occurred_at: at, created_at: at, sender: { name: value.contacts[0].profile.name, wa_id: message.from, user_id: null },
    phone_number_id: value.metadata.phone_number_id,
  };
  io.to(business).emit("change", { seq: ++seq, id, business, kind: "message", at, conversation: id, message: id, wamid: message.id, item });
  return {};
}

const io = new Server(http, { transports: ["websocket"] });
io.on("connection", (socket) => {
  socket.on("subscribe", ({ business }, acknowledge) => {
    socket.join(business);
    acknowledge({ ok: true, epoch: "peer", head: seq });
  });
});
http.listen(port, "127.0.0.1");
