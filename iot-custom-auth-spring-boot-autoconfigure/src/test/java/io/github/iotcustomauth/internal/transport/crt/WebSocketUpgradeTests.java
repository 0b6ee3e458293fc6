package io.github.iotcustomauth.internal.transport.crt;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.http.HttpRequestBodyStream;
import software.amazon.awssdk.crt.mqtt5.Mqtt5WebsocketHandshakeTransformArgs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketUpgrade}.
 */
class WebSocketUpgradeTests {

	private static final CustomAuthCredentials CREDENTIALS = CustomAuthCredentials.builder()
		.username("alice")
		.authorizerName("AUTH")
		.token("tok", "T", "ab+/c=")
		.parameter("a b", "ü")
		.build();

	@Test
	void writesTheHeadersBesideThoseOfTheLibrary() {
		HttpRequest request = upgrade(CredentialsLocation.HEADERS);
		assertThat(request.getEncodedPath()).isEqualTo("/mqtt?a%20b=%C3%BC");
		assertThat(headers(request)).containsExactlyInAnyOrder("Host: iot.example.org", "Upgrade: websocket",
				"x-amz-customauthorizer-name: AUTH", "tok: T", "x-amz-customauthorizer-signature: ab+/c=");
	}

	@Test
	void writesTheQuery() {
		HttpRequest request = upgrade(CredentialsLocation.QUERY);
		assertThat(request.getEncodedPath()).isEqualTo(
				"/mqtt?x-amz-customauthorizer-name=AUTH&tok=T&x-amz-customauthorizer-signature=ab%2B%2Fc%3D&a%20b=%C3%BC");
		assertThat(headers(request)).containsExactly("Host: iot.example.org", "Upgrade: websocket");
	}

	@Test
	void writesNothingWhenAllTravelsInTheConnectPacket() {
		HttpRequest request = upgrade(CredentialsLocation.CONNECT);
		assertThat(request.getEncodedPath()).isEqualTo("/mqtt");
		assertThat(headers(request)).containsExactly("Host: iot.example.org", "Upgrade: websocket");
	}

	@Test
	void letsNothingEscapeIntoNativeCode() {
		HttpRequest broken = new HttpRequest("GET", "/", new HttpHeader[0], (HttpRequestBodyStream) null) {

			@Override
			public void setEncodedPath(String encodedPath) {
				throw new AssertionError("on purpose");
			}

		};
		CompletableFuture<HttpRequest> result = new CompletableFuture<>();
		new WebSocketUpgrade(EncodedCredentials.encode(CREDENTIALS, CredentialsLocation.QUERY))
			.accept(new Mqtt5WebsocketHandshakeTransformArgs(null, broken, result));
		assertThat(result).isCompletedExceptionally();
	}

	private static HttpRequest upgrade(CredentialsLocation location) {
		HttpHeader[] headers = { new HttpHeader("Host", "iot.example.org"), new HttpHeader("Upgrade", "websocket") };
		HttpRequest request = new HttpRequest("GET", "/mqtt", headers, null);
		CompletableFuture<HttpRequest> result = new CompletableFuture<>();
		new WebSocketUpgrade(EncodedCredentials.encode(CREDENTIALS, location))
			.accept(new Mqtt5WebsocketHandshakeTransformArgs(null, request, result));
		assertThat(result).isCompletedWithValue(request);
		return request;
	}

	private static List<String> headers(HttpRequest request) {
		return request.getHeaders().stream().map((header) -> header.getName() + ": " + header.getValue()).toList();
	}

}
