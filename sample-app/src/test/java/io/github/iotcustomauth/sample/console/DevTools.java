package io.github.iotcustomauth.sample.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Client of the DevTools protocol of Chromium.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools
 * Protocol</a>
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();

	private final List<JsonNode> events = new CopyOnWriteArrayList<>();

	private final AtomicInteger lastId = new AtomicInteger();

	private final StringBuilder received = new StringBuilder();

	private final WebSocket webSocket;

	DevTools(URI uri) {
		this.webSocket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, this).join();
	}

	JsonNode call(@Nullable String session, String method, Map<String, ?> parameters) throws Exception {
		int id = this.lastId.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.calls.put(id, answer);
		Map<String, Object> call = new ConcurrentHashMap<>(Map.of("id", id, "method", method, "params", parameters));
		if (session != null) {
			call.put("sessionId", session);
		}
		synchronized (this.calls) {
			this.webSocket.sendText(JSON.writeValueAsString(call), true).join();
		}
		JsonNode result = answer.get(30, TimeUnit.SECONDS);
		if (result.has("error")) {
			throw new IllegalStateException(method + ": " + result.get("error"));
		}
		return result.get("result");
	}

	List<JsonNode> events(String session) {
		return this.events.stream().filter((event) -> event.path("sessionId").asString("").equals(session)).toList();
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.received.append(data);
		if (last) {
			JsonNode message = JSON.readTree(this.received.toString());
			this.received.setLength(0);
			CompletableFuture<JsonNode> call = message.has("id") ? this.calls.remove(message.get("id").asInt()) : null;
			if (call != null) {
				call.complete(message);
			}
			else {
				this.events.add(message);
			}
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public void close() {
		this.webSocket.abort();
	}

}
