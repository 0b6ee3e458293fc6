package io.github.iotcustomauth.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * HTTP requests, seen by the JDK's client.
 */
class HttpIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static HttpClient http;

	@BeforeAll
	static void createClient() throws Exception {
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(null, TestEndpoint.CERTIFICATE.toTrustManagerFactory().getTrustManagers(), null);
		http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
	}

	private static URI uri(String scheme, String path) {
		return URI.create(scheme + "://localhost:" + endpoint.port() + path);
	}

	@ParameterizedTest
	@CsvSource({ "/,404", "/mqttx,404", "/mqtt/,404", "/topics/a?qos=1,405", "/topics/,404", "/mqtt,426",
			"/mqtt?a=b,426" })
	void requestThatIsNoUpgradeIsAnswered(String path, int status) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("https", path)).timeout(Duration.ofSeconds(10)).build();
		endpoint.core().reset();
		assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(status);
		assertThat(endpoint.details(LocalIotCoreEvent.Type.REFUSED, "")).singleElement()
			.asString()
			.startsWith("HTTP request ");
	}

	@Test
	void upgradeOfAnotherPathIsNotFound() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> http.newWebSocketBuilder()
			.subprotocols("mqtt")
			.buildAsync(uri("wss", "/other"), new WebSocket.Listener() {
			})
			.orTimeout(10, TimeUnit.SECONDS)
			.join())
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(404));
	}

	@Test
	void textFrameEndsTheConnection() throws Exception {
		CompletableFuture<Integer> closed = new CompletableFuture<>();
		WebSocket webSocket = http.newWebSocketBuilder()
			.subprotocols("mqtt")
			.buildAsync(uri("wss", "/mqtt"), new WebSocket.Listener() {
				@Override
				public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
					closed.complete(code);
					return null;
				}

				@Override
				public void onError(WebSocket webSocket, Throwable error) {
					closed.complete(-1);
				}
			})
			.get(10, TimeUnit.SECONDS);
		assertThat(webSocket.getSubprotocol()).isEqualTo("mqtt");
		webSocket.sendText("CONNECT", true);
		assertThat(closed.get(10, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	void frameThatCannotBeReadIsReported() throws Exception {
		WebSocket webSocket = http.newWebSocketBuilder()
			.subprotocols("mqtt")
			.buildAsync(uri("wss", "/mqtt"), new WebSocket.Listener() {
			})
			.get(10, TimeUnit.SECONDS);
		webSocket.sendBinary(ByteBuffer.allocate(1 << 20), true);
		assertThat(endpoint.core()
			.await(Duration.ofSeconds(10), (core) -> endpoint.details(LocalIotCoreEvent.Type.REFUSED, "")
				.contains("unreadable bytes before the connection was admitted")))
			.isTrue();
		webSocket.abort();
	}

	@Test
	void packetMayBeSpreadOverFrames() throws Exception {
		CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
		WebSocket webSocket = http.newWebSocketBuilder()
			.subprotocols("mqttv3.1")
			.buildAsync(uri("wss", "/mqtt"), new WebSocket.Listener() {
				@Override
				public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
					answer.complete(data);
					return null;
				}
			})
			.get(10, TimeUnit.SECONDS);
		byte[] connect = { 0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'f' };
		webSocket.sendBinary(ByteBuffer.wrap(connect, 0, 1), true).get(10, TimeUnit.SECONDS);
		webSocket.sendBinary(ByteBuffer.wrap(connect, 1, 6), false).get(10, TimeUnit.SECONDS);
		webSocket.sendBinary(ByteBuffer.wrap(connect, 7, 8), true).get(10, TimeUnit.SECONDS);
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(ByteBuffer.wrap(new byte[] { 0x20, 2, 0, 0 }));
		webSocket.abort();
	}

}
