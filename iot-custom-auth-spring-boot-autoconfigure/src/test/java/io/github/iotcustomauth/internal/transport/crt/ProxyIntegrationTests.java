package io.github.iotcustomauth.internal.transport.crt;

import java.util.function.UnaryOperator;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.support.ConnectProxy;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Connections through an HTTP proxy.
 */
@Timeout(60)
class ProxyIntegrationTests {

	private static final String PASSWORD = "proxy-secret";

	private final LocalEndpoint endpoint = new LocalEndpoint();

	@AfterEach
	void stop() {
		this.endpoint.close();
	}

	@ParameterizedTest
	@EnumSource
	void connectsThroughAProxy(TransportType transport) throws Exception {
		try (ConnectProxy proxy = ConnectProxy.open();
				TestConnection connection = connection(
						(settings) -> settings.transport(transport).proxy("127.0.0.1", proxy.port()))) {
			connection.connected().subscribed("a").publish("a", "1");
			assertThat(connection.nextMessage().text()).isEqualTo("1");
			assertThat(proxy.requests()).containsExactly("CONNECT localhost:" + this.endpoint.port() + " HTTP/1.1");
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectsThroughAProxyThatAsksForCredentials(TransportType transport) {
		try (ConnectProxy proxy = ConnectProxy.asking("user", PASSWORD);
				TestConnection connection = connection((settings) -> settings.transport(transport)
					.proxy("127.0.0.1", proxy.port(), "user", PASSWORD))) {
			connection.connected();
			assertThat(proxy.requests()).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void proxyThatRefusesTheCredentialsIsNamed(TransportType transport) {
		try (ConnectProxy proxy = ConnectProxy.asking("user", PASSWORD);
				TestConnection connection = connection((settings) -> settings.transport(transport)
					.proxy("127.0.0.1", proxy.port(), "user", "wrong-secret"))) {
			IotFailure failure = failure(connection);
			assertThat(failure.reason()).isEqualTo(FailureReason.PROXY_FAILED);
			assertThat(failure.summary())
				.endsWith("localhost:" + this.endpoint.port() + " through the HTTP proxy 127.0.0.1:" + proxy.port());
			assertThat(failure.whatToCheck()).contains("'aws.iot.custom-auth.proxy.username'");
			assertThat(failure.toString()).doesNotContain("secret");
		}
	}

	@Test
	void proxyThatIsDownIsNamed() {
		ConnectProxy proxy = ConnectProxy.open();
		proxy.close();
		try (TestConnection connection = connection((settings) -> settings.proxy("127.0.0.1", proxy.port()))) {
			IotFailure failure = failure(connection);
			assertThat(failure.reason()).isEqualTo(FailureReason.PROXY_UNREACHABLE);
			assertThat(failure.summary()).endsWith("through the HTTP proxy 127.0.0.1:" + proxy.port());
			assertThat(failure.whatToCheck()).contains("'aws.iot.custom-auth.proxy.host'");
		}
	}

	private TestConnection connection(UnaryOperator<ConnectionSettings.Builder> change) {
		return new TestConnection(this.endpoint, change.apply(this.endpoint.settings("client")), LocalEndpoint.ALICE);
	}

	private static IotFailure failure(TestConnection connection) {
		Throwable thrown = catchThrowableOfType(RuntimeException.class, connection::connected).getCause();
		assertThat(thrown).isInstanceOf(IotConnectionException.class);
		return ((IotConnectionException) thrown).getFailure();
	}

}
