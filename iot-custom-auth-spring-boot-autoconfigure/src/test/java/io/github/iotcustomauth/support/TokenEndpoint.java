package io.github.iotcustomauth.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The token endpoint of an OAuth2 authorization server (RFC 6749 section 3.2). Issues
 * {@code token-1}, {@code token-2} and so on, unless the test says otherwise.
 */
public final class TokenEndpoint implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private volatile IntFunction<Answer> answers = (number) -> issue("token-" + number, 3600);

	public TokenEndpoint() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			this.requests.add(new Request(exchange.getRequestHeaders().getFirst("Authorization"), body));
			Answer answer = this.answers.apply(this.requests.size());
			byte[] json = answer.json().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(answer.status(), json.length);
			exchange.getResponseBody().write(json);
		}
	}

	/**
	 * An answer with an access token.
	 * @param token the token
	 * @param expiresIn its life in seconds
	 * @return the answer
	 */
	public static Answer issue(String token, long expiresIn) {
		return new Answer(200,
				"{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}".formatted(token, expiresIn));
	}

	public static Answer refuse(int status, String error) {
		return new Answer(status, "{\"error\":\"%s\",\"error_description\":\"s3cr3t\"}".formatted(error));
	}

	/**
	 * Answer as the test says.
	 * @param answers an answer by the number of the request, from 1
	 * @return this endpoint
	 */
	public TokenEndpoint answering(IntFunction<Answer> answers) {
		this.answers = answers;
		return this;
	}

	public String uri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/token";
	}

	public List<Request> requests() {
		return this.requests;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	public record Request(String authorization, String body) {
	}

	public record Answer(int status, String json) {
	}

}
