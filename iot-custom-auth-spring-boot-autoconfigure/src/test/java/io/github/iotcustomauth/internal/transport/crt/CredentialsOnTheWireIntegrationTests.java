package io.github.iotcustomauth.internal.transport.crt;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.TransportType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the authorizer sees of the credentials, seen by the local endpoint.
 */
class CredentialsOnTheWireIntegrationTests {

	private static LocalEndpoint endpoint;

	@BeforeAll
	static void startEndpoint() {
		endpoint = new LocalEndpoint();
	}

	@AfterAll
	static void stopEndpoint() {
		endpoint.close();
	}

	@ParameterizedTest
	@EnumSource
	void usernameAndPasswordArriveAsComposed(TransportType transport) {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder()
			.username("alice?x=1")
			.password("pässwörd")
			.authorizerName("My@Auth")
			.token("tok", "a b&c+d%", "ab+/c=")
			.parameter("größe", "1?")
			.build();
		ConnectAttempt attempt = connect("composed-" + transport, transport, CredentialsLocation.CONNECT, credentials);
		assertThat(attempt.username()).isEqualTo("alice?x=1&x-amz-customauthorizer-name=My%40Auth&tok=a%20b%26c%2Bd%25"
				+ "&x-amz-customauthorizer-signature=ab%2B%2Fc%3D&gr%C3%B6%C3%9Fe=1%3F");
		assertThat(Base64.getDecoder().decode(attempt.password()))
			.isEqualTo("pässwörd".getBytes(StandardCharsets.UTF_8));
		assertThat(attempt.protocolVersion()).isEqualTo(5);
		assertThat(attempt.serverName()).isEqualTo("localhost");
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsAppendedByTheClientLibrary(TransportType transport) {
		ConnectAttempt attempt = connect("plain-" + transport, transport, CredentialsLocation.CONNECT,
				CustomAuthCredentials.builder().username("alice").build());
		assertThat(attempt.username()).isEqualTo("alice");
		assertThat(attempt.password()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void noUsernameIsSentWhenThereIsNone(TransportType transport) {
		ConnectAttempt attempt = connect("none-" + transport, transport, CredentialsLocation.CONNECT,
				CustomAuthCredentials.builder().build());
		assertThat(attempt.username()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void binaryPasswordArrivesUnchanged(TransportType transport) {
		byte[] password = new byte[256];
		for (int i = 0; i < password.length; i++) {
			password[i] = (byte) i;
		}
		ConnectAttempt attempt = connect("binary-" + transport, transport, CredentialsLocation.CONNECT,
				CustomAuthCredentials.builder().username("alice").password(password).build());
		assertThat(Base64.getDecoder().decode(attempt.password())).isEqualTo(password);
	}

	@Test
	void headersTravelInTheUpgradeRequest() {
		ConnectAttempt attempt = connect("headers", TransportType.WEBSOCKET, CredentialsLocation.HEADERS,
				CustomAuthCredentials.builder()
					.username("alice")
					.authorizerName("MyAuth")
					.token("Tok", "header.payload", "ab+/c=")
					.parameter("room", "a b")
					.build());
		assertThat(attempt.username()).isEqualTo("alice");
		assertThat(attempt.upgrade()).isNotNull();
		assertThat(attempt.upgrade().headers()).containsEntry("x-amz-customauthorizer-name", "MyAuth")
			.containsEntry("tok", "header.payload")
			.containsEntry("x-amz-customauthorizer-signature", "ab+/c=");
		assertThat(attempt.upgrade().queryString()).isEqualTo("room=a%20b");
	}

	@Test
	void queryTravelsInTheUpgradeRequest() {
		ConnectAttempt attempt = connect("query", TransportType.WEBSOCKET, CredentialsLocation.QUERY,
				CustomAuthCredentials.builder()
					.username("alice")
					.authorizerName("MyAuth")
					.token("tok", "a b&c", "ab+/c=")
					.build());
		assertThat(attempt.username()).isEqualTo("alice");
		assertThat(attempt.upgrade()).isNotNull();
		assertThat(attempt.upgrade().queryString()).isEqualTo(
				"x-amz-customauthorizer-name=MyAuth&tok=a%20b%26c&x-amz-customauthorizer-signature=ab%2B%2Fc%3D");
		assertThat(attempt.upgrade().headers()).doesNotContainKey("x-amz-customauthorizer-name");
	}

	private static ConnectAttempt connect(String clientId, TransportType transport, CredentialsLocation location,
			CustomAuthCredentials credentials) {
		try (TestConnection connection = new TestConnection(endpoint,
				endpoint.settings(clientId).transport(transport).credentialsLocation(location), credentials)) {
			connection.connected();
			return endpoint.attempts()
				.stream()
				.filter((attempt) -> attempt.clientId().equals(clientId))
				.findFirst()
				.orElseThrow();
		}
	}

}
